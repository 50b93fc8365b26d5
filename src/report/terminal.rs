//! stub
use super::{Context, Report};
use crate::mistake::Mistake;
pub fn write(report: &Report, _c: &Context<'_>, out: &mut dyn std::io::Write) -> std::io::Result<()> {
    for f in &report.findings {
        let (a, _) = report.places(f.span);
        writeln!(
            out,
            "{}[{}] {}:{}:{} {}",
            f.severity.name(),
            f.rule,
            report.path(f.span),
            a.line,
            a.column,
            f.message
        )?;
    }
    Ok(())
}
pub fn write_mistakes(m: &[Mistake], _color: bool, out: &mut dyn std::io::Write) -> std::io::Result<()> {
    for m in m {
        writeln!(out, "{}:{:?}: {} {:?}", m.path, m.span, m.message, m.help)?;
    }
    Ok(())
}
