/// The prefixes that CBV words carry as URN, Web URI or compact URI (CBV 2.0 sections 7.1.2, 7.2.2).
const PREFIXES: [&str; 9] = [
    "urn:epcglobal:cbv:bizstep:",
    "urn:epcglobal:cbv:disp:",
    "urn:epcglobal:cbv:er:",
    "https://ref.gs1.org/cbv/BizStep-",
    "https://ref.gs1.org/cbv/Disp-",
    "http://ref.gs1.org/cbv/BizStep-",
    "http://ref.gs1.org/cbv/Disp-",
    "cbv:BizStep-",
    "cbv:Disp-",
];

/// The bare word of a CBV business step or disposition in any of its forms; other text comes back as it is.
///
/// ```
/// use tallymark::batch::bare_word;
/// assert_eq!(bare_word("urn:epcglobal:cbv:bizstep:commissioning"), "commissioning");
/// assert_eq!(bare_word("https://ref.gs1.org/cbv/Disp-active"), "active");
/// assert_eq!(bare_word("https://example.com/steps/blending"), "https://example.com/steps/blending");
/// ```
#[must_use]
pub fn bare_word(text: &str) -> &str {
    for prefix in PREFIXES {
        match text.get(..prefix.len()) {
            Some(start) if start.eq_ignore_ascii_case(prefix) => {
                return text.get(prefix.len()..).unwrap_or_default();
            }
            _ => {}
        }
    }
    text
}
