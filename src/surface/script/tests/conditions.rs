//! Which conditions keep a fallback from being used.

use super::origins;

/// Whether a fallback is told, of `process.env.JWT_SECRET || 'fake'` where `HERE` stands.
fn told(text: &str) -> bool {
    origins(&text.replace("HERE", "process.env.JWT_SECRET || 'fake'"))
        .iter()
        .any(|origin| origin == "env-with-fallback")
}

#[test]
fn a_check_before_it_makes_a_fallback_useless() {
    for text in [
        "if (!process.env.JWT_SECRET) throw new Error(); const s = HERE;",
        "const s = HERE; if (!process.env.JWT_SECRET) { log(); process.exit(1); }",
        "if (!process.env.PORT || !process.env.JWT_SECRET) { throw 1 } const s = HERE;",
        "if (!(process.env.PORT && process.env.JWT_SECRET)) { throw 1 } const s = HERE;",
        "if (process.env.JWT_SECRET === undefined) throw 1; const s = HERE;",
        "const given = process.env.JWT_SECRET; if (!given) throw 1; const s = HERE;",
        "if (process.env.NODE_ENV === 'production' && !process.env.JWT_SECRET) throw 1; const s = HERE;",
        "if (isProd) { if (!process.env.JWT_SECRET) { throw 1; } } const s = HERE;",
        "if (!process.env.JWT_SECRET) { if (process.env.NODE_ENV !== 'test') throw 1; } const s = HERE;",
        "const s = HERE; if (isProduction() && s === 'fake') throw 1;",
        "const s = HERE; if (s.length < 32) throw 1;",
        "function f() { if (!process.env.JWT_SECRET) return; const s = HERE; }",
        "function check() { if (!process.env.JWT_SECRET) throw 1; } check(); const s = HERE;",
        "const check = () => { if (!process.env.JWT_SECRET) throw 1; }; check(); const s = HERE;",
        "function f() { if (isProd) return load(); return HERE; }",
        "const other = 'fake'; if (!process.env.JWT_SECRET) throw 1; const s = process.env.JWT_SECRET || other;",
    ] {
        assert!(!told(text), "{text}");
    }
}

#[test]
fn other_checks_decide_nothing() {
    for text in [
        "const s = HERE; if (!s) throw 1;",
        "const s = HERE; if (!jwt.verify(token, s)) throw 1;",
        "const s = HERE; if (token !== s) throw 1;",
        "const s = HERE; if (s === 'other') throw 1;",
        "const s = HERE; if (s.length < 4) throw 1;",
        "if (cloud && !process.env.JWT_SECRET) throw 1; const s = HERE;",
        "if (process.env.JWT_SECRET) throw 1; const s = HERE;",
        "if (!process.env.JWT_SECRET) console.warn('unset'); const s = HERE;",
        "function check() { if (!process.env.JWT_SECRET) throw 1; } const s = HERE;",
        "function f() { const s = HERE; if (!process.env.JWT_SECRET) throw 1; }",
        "function f() { if (!process.env.JWT_SECRET) throw 1; } function g() { return HERE; }",
        "if (cloud) { if (!process.env.JWT_SECRET) throw 1; } const s = HERE;",
        "if (!process.env.JWT_SECRET || x) {} else { throw 1 } const s = HERE;",
        "if (isDev) throw 1; const s = HERE;",
    ] {
        assert!(told(text), "{text}");
    }
}

#[test]
fn what_only_developers_run_is_left_alone() {
    for text in [
        "const s = isDev ? HERE : load();",
        "const s = process.env.NODE_ENV === 'production' ? load() : (HERE);",
        "if (process.env.NODE_ENV !== 'production') { s = HERE; }",
        "const dev = env.NODE_ENV == 'development'; if (dev) { s = HERE; }",
        "const mode = process.env.NODE_ENV || 'development'; if (mode !== 'production') { s = HERE; }",
        "if (['development', 'test'].includes(process.env.NODE_ENV)) { s = HERE; }",
        "if (!import.meta.env.PROD) { s = HERE; }",
        "switch (process.env.NODE_ENV) { case 'test': s = HERE; }",
        "if (process.env.NODE_ENV.startsWith('p')) { s = HERE; }",
    ] {
        assert!(!told(text), "{text}");
    }
}

#[test]
fn what_deployed_programs_run_is_judged() {
    for text in [
        "if (process.env.NODE_ENV !== 'test') { s = HERE; }",
        "const s = isProd ? HERE : load();",
        "if (/^dev/.test(name)) { s = HERE; }",
        "if (localStorage.length) { s = HERE; }",
        "if (isDev) { skip(); } else { s = HERE; }",
        "if (isDev || cloud) { s = HERE; }",
    ] {
        assert!(told(text), "{text}");
    }
}
