//! `xsd:anyURI` as processors of schemas judge it: characters that a URI may not hold are taken as if they were escaped,
//! what remains has to be a reference (RFC 3986, appendix A).

/// Whether a text, without white space around it, is one.
pub(super) fn is_reference(text: &str) -> bool {
    let (text, fragment) =
        text.split_once('#').map_or((text, None), |(text, fragment)| (text, Some(fragment)));
    let (text, query) = text.split_once('?').map_or((text, None), |(text, query)| (text, Some(query)));
    let tail = |part: Option<&str>| part.is_none_or(|part| !part.contains(['#', '[', ']']) && escapes(part));
    if !tail(fragment) || !tail(query) {
        return false;
    }
    let scheme = text.find([':', '/']).filter(|&at| text.as_bytes().get(at) == Some(&b':'));
    let path = match scheme {
        None => text,
        Some(at) => {
            let (scheme, rest) = text.split_at(at);
            let mut characters = scheme.bytes();
            let named = characters.next().is_some_and(|first| first.is_ascii_alphabetic())
                && characters.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
            if !named {
                return false;
            }
            rest.get(1..).unwrap_or_default()
        }
    };
    match path.strip_prefix("//") {
        None => is_path(path),
        Some(rest) => {
            let end = rest.find('/').unwrap_or(rest.len());
            let (authority, path) = rest.split_at(end);
            is_authority(authority) && is_path(path)
        }
    }
}

fn is_path(path: &str) -> bool {
    !path.contains(['[', ']']) && escapes(path)
}

fn is_authority(text: &str) -> bool {
    let host = match text.split_once('@') {
        Some((user, host)) if !host.contains('@') => {
            if !is_path(user) {
                return false;
            }
            host
        }
        Some(_) => return false,
        None => text,
    };
    let (host, port) = match host.strip_prefix('[') {
        Some(literal) => match literal.split_once(']') {
            Some((_, "")) => return true,
            Some((_, port)) => match port.strip_prefix(':') {
                Some(port) => ("", Some(port)),
                None => return false,
            },
            None => return false,
        },
        None => host.split_once(':').map_or((host, None), |(host, port)| (host, Some(port))),
    };
    let port =
        port.is_none_or(|port| port.parse::<i32>().is_ok_and(|port| port >= 0) && !port.starts_with('+'));
    port && is_path(host)
}

/// Whether every `%` has two hexadecimal digits behind it.
fn escapes(text: &str) -> bool {
    let bytes = text.as_bytes();
    let good =
        |at: usize| bytes.get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
    bytes.iter().enumerate().all(|(at, &byte)| byte != b'%' || good(at))
}

#[cfg(test)]
mod tests {
    use super::is_reference;

    #[test]
    fn references_are_judged_as_processors_do() {
        let good = [
            "",
            "a b",
            "%41",
            "a:",
            "a://",
            "//",
            "http://[::1]/",
            "urn:epc:id:sgtin:1.2.3",
            "http://:80",
            "http:///",
            "http://@/",
            "a\\b|c^d",
            "a/b:c",
            "./1:2",
            "?",
            "#",
            "\u{e9}",
        ];
        let bad = [
            "%4",
            "%zz",
            "1:2",
            "http://[a",
            "http://h:99999999999/",
            "http://h:80a/",
            "::",
            ":a",
            "##",
            "a#b#c",
            "[",
            "http://a/[b]",
            "a?[b]",
            "\u{e9}:b",
            "http://h:/",
            "http://u@v@h",
        ];
        for text in good {
            assert!(is_reference(text), "{text}");
        }
        for text in bad {
            assert!(!is_reference(text), "{text}");
        }
    }
}
