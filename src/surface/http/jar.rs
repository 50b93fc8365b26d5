//! Netscape cookie jars, as curl, wget and yt-dlp write them: seven fields per line, separated by tabs. A line that
//! begins with `#HttpOnly_` is a cookie and no comment. The format has no SameSite.

use super::exchange::{Capture, Piece, StoredCookie};
use std::ops::Range;

const HTTP_ONLY: &str = "#HttpOnly_";

pub fn read(text: &str) -> Capture {
    let mut capture = Capture::default();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        capture.cookies.extend(cookie(text, start..start + content.len()));
        start += line.len();
    }
    capture
}

/// The cookie of one line; nothing for comments and what has not seven fields.
pub fn cookie(text: &str, line: Range<usize>) -> Option<StoredCookie> {
    let content = text.get(line.clone())?;
    let skipped = if content.starts_with(HTTP_ONLY) { HTTP_ONLY.len() } else { 0 };
    if skipped == 0 && content.starts_with('#') {
        return None;
    }
    let fields = fields(line.start + skipped, content.get(skipped..)?);
    let [domain, subdomains, path, secure, expires, name, value] = <[_; 7]>::try_from(fields).ok()?;
    let said = |range: &Range<usize>| text.get(range.clone()).unwrap_or("");
    let flag = |range: &Range<usize>| match said(range) {
        "TRUE" => Some((true, range.clone())),
        "FALSE" => Some((false, range.clone())),
        _ => None,
    };
    let dot = usize::from(said(&domain).starts_with('.'));
    let seconds: Option<i64> = said(&expires).parse().ok();
    Some(StoredCookie {
        range: line.clone(),
        name: Piece::plain(text, name),
        value: Some(Piece::plain(text, value)),
        domain: Some(Piece::plain(text, domain.start + dot..domain.end)),
        subdomains: flag(&subdomains)?.0,
        path: Some(Piece::plain(text, path)),
        http_only: Some((skipped > 0, line.start..line.start + skipped)),
        secure: Some(flag(&secure)?),
        same_site: None,
        expires: seconds.filter(|seconds| *seconds > 0).map(|seconds| (seconds, expires)),
    })
}

fn fields(start: usize, content: &str) -> Vec<Range<usize>> {
    let mut at = start;
    let field = |field: &str| {
        let range = at..at + field.len();
        at = range.end + 1;
        range
    };
    content.splitn(7, '\t').map(field).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_that_are_cookies_are_read() {
        let text =
            "# Netscape HTTP Cookie File\r\n#HttpOnly_.shop.test\tTRUE\t/\tTRUE\t0\tsid\tfake\r\n# no\ta\n";
        let capture = read(text);
        assert_eq!(capture.cookies.len(), 1);
        let cookie = &capture.cookies[0];
        assert_eq!(cookie.name.text, "sid");
        assert_eq!(cookie.domain.as_ref().map(|domain| domain.text.as_str()), Some("shop.test"));
        assert_eq!(cookie.http_only.as_ref().map(|(set, _)| *set), Some(true));
        assert_eq!(cookie.expires, None);
        assert_eq!(cookie.value.as_ref().map(|value| &text[value.range.clone()]), Some("fake"));
    }
}
