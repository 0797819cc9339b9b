//! The plain way to take an EPC URI apart: split at dots, then each rule.

/// The rules for an SGTIN one after another, as they are written in the standard.
#[must_use]
pub fn parse(uri: &str) -> Option<(String, String, String)> {
    let body = uri.strip_prefix("urn:epc:id:sgtin:")?;
    let parts: Vec<&str> = body.splitn(3, '.').collect();
    let [prefix, reference, serial] = parts.as_slice() else { return None };
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    let lengths = (6..=12).contains(&prefix.len()) && prefix.len() + reference.len() == 13;
    if !digits(prefix) || !digits(reference) || !lengths || reference.is_empty() {
        return None;
    }
    let mut text = String::new();
    let mut rest = serial.chars();
    while let Some(c) = rest.next() {
        let c = match c {
            '%' => {
                let pair: String = rest.by_ref().take(2).collect();
                char::from(u8::from_str_radix(&pair, 16).ok()?)
            }
            '"' | '&' | '/' | '<' | '>' | '?' => return None,
            c => c,
        };
        if !c.is_ascii_alphanumeric() && !"!\"%&'()*+,-./:;<=>?_".contains(c) {
            return None;
        }
        text.push(c);
    }
    let good = (1..=20).contains(&text.len());
    good.then(|| ((*prefix).to_owned(), (*reference).to_owned(), text))
}
