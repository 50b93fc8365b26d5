//! JavaScript and TypeScript that a recursive parser does not survive without care: each text is one way to be deep.

/// Makes a parser look at the file at all.
const HEAD: &str = "const secret = process.env.JWT_SECRET;\n";

/// The most levels for which the parser is asked; a little less is parsed as deep as it goes.
const LIMIT: usize = 20_000;

/// Brackets at which the parser guesses: more of them are only slower.
const GUESSES: usize = 600;

/// Parts that open a level, with the signs and words that each costs.
const PARTS: &[(&str, &str, usize)] = &[
    ("round", "(", 1),
    ("square", "[", 1),
    ("blocks", "{", 1),
    ("members", "x={a:", 3),
    ("not", "!", 1),
    ("minus", "- ", 1),
    ("typeof", "typeof ", 1),
    ("new", "new ", 1),
    ("await", "await ", 1),
    ("arrows", "a=>", 2),
    ("async", "async()=>", 4),
    ("templates", "`${", 2),
    ("sum", "a+", 1),
    ("power", "a**", 2),
    ("or", "a||", 2),
    ("missing", "a??", 2),
    ("assign", "a=", 1),
    ("choice", "a?b:", 2),
    ("choices", "a?", 1),
    ("fields", "a.", 1),
    ("optional", "a?.", 2),
    ("calls", "a(", 1),
    ("indexes", "a[", 1),
    ("ifs", "if(a)", 3),
    ("else-ifs", "if(a);else ", 4),
    ("do", "do ", 1),
    ("for", "for(;;)", 3),
    ("while", "while(a)", 2),
    ("with", "with(a)", 2),
    ("labels", "a:", 1),
    ("functions", "function a(){", 3),
    ("classes", "class a extends ", 1),
    ("class-members", "class a{b=", 2),
    ("decorators", "@a ", 1),
    ("elements", "<a>", 2),
    ("fragments", "<>", 2),
    ("attributes", "<a b={", 3),
    ("generics", "let a:A<", 3),
    ("nested-generics", "A<", 1),
    ("casts", "a as ", 1),
    ("angle-casts", "<a>", 2),
    ("keyof", "let a: keyof ", 2),
    ("object-types", "type A={a:", 3),
    ("conditional-types", "type A=B extends C?", 3),
    ("patterns", "let [", 1),
    ("object-patterns", "let {a:", 2),
    ("defaults", "(a=", 2),
    ("imports", "import(", 1),
    ("namespaces", "namespace a{", 1),
    ("tags", "a``", 2),
    ("yield", "function*a(){yield ", 5),
    ("comments", "/*", 2),
    ("non-null", "a!", 1),
    ("regexes", "(/)/", 3),
];

const ENDINGS: &[&str] = &["js", "ts", "tsx"];

/// Names and texts: as deep as is parsed, and deeper.
pub fn files() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for ending in ENDINGS {
        for (name, part, cost) in PARTS {
            let guesses = part.matches(['(', '<']).count().max(1);
            let by_guesses = if part.contains(['(', '<']) { GUESSES / guesses } else { LIMIT };
            let times = by_guesses.min((LIMIT - 200) / cost);
            all.push((format!("parsed-{name}.{ending}"), text(part, times)));
        }
    }
    all.extend(PARTS.iter().map(|(name, part, _)| (format!("deeper-{name}.js"), text(part, 100_000))));
    all
}

/// Repeats a part in lines of an ordinary length.
fn text(part: &str, times: usize) -> String {
    const LINE: usize = 20;
    let mut text = HEAD.to_owned();
    for number in 0..times {
        text.push_str(part);
        if number % LINE == LINE - 1 {
            text.push('\n');
        }
    }
    text
}
