//! Every scheme there and back: element string, Digital Link and URI say the same.

use proptest::prelude::*;

use super::{EpcUri, Learner, Prefixes, Scheme, UriKind};
use crate::gs1::urn;
use crate::gs1::{Form, Message, Options};

/// Texts of set 82, of a set that URIs escape often, and of digits.
fn text(most: usize) -> impl Strategy<Value = String> {
    let all = "!\"%&'()*+,-./:;<=>?_09AZaz";
    let one = proptest::sample::select(all.chars().collect::<Vec<_>>());
    proptest::collection::vec(one, 1..=most).prop_map(String::from_iter)
}

fn digits(length: usize) -> impl Strategy<Value = String> {
    proptest::collection::vec(0u8..10, length).prop_map(|digits| digits.iter().map(u8::to_string).collect())
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    urn::encode(text.as_bytes(), &mut out);
    out
}

/// A valid URI of any scheme and kind that names a thing or a class.
fn uri() -> impl Strategy<Value = String> {
    let parts = (6usize..=12, digits(17), text(16), "[A-Z0-9#/-]{1,18}", 1u64..1_000_000_000_000, digits(12));
    (0..Scheme::ALL.len(), parts, any::<bool>(), 1u8..=99).prop_map(
        |(scheme, (length, digits, serial, part, number, numeric), class, total)| {
            let scheme = Scheme::ALL[scheme];
            let layout = scheme.layout();
            let prefix = &digits[..length];
            let reference = match usize::from(layout.digits) {
                0 if scheme == Scheme::Cpi => escaped(&part),
                0 => escaped(&serial),
                both => digits[length..both].to_owned(),
            };
            let class = class && scheme.has_class() && scheme != Scheme::Lgtin;
            let kind = match scheme {
                Scheme::Lgtin => UriKind::Class,
                // A unit pack without serial is the trade item of the pattern of packs.
                _ if class => UriKind::Pattern,
                _ => UriKind::Identity,
            };
            let mut uri = format!("{}{scheme}:{prefix}.{reference}", kind.head());
            if scheme == Scheme::Itip {
                uri.push_str(&format!(".{:02}.{total:02}", total.div_ceil(2)));
            }
            if scheme.parts() > 2 {
                uri.push('.');
                uri.push_str(&match scheme {
                    _ if class => "*".to_owned(),
                    Scheme::Cpi => number.to_string(),
                    Scheme::Sgcn => numeric,
                    _ => escaped(&serial),
                });
            }
            uri
        },
    )
}

proptest! {
    #[test]
    fn uri_elements_link_and_back(text in uri()) {
        let uri = EpcUri::parse(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
        prop_assert_eq!(uri.to_string(), text.clone());
        let length = uri.company_prefix().unwrap().digits();
        let mut learner = Learner::new();
        learner.observe(&uri);
        // The pattern of unit packs and the pattern of packs are the same class, which is written as that of packs.
        let expected = text.replace("idpat:upui", "idpat:sgtin");
        let message = uri.message().unwrap();
        let (elements, link) = (uri.element_string().unwrap(), uri.digital_link().unwrap());
        for prefixes in [Prefixes::new().given(length), Prefixes::new().learnt(&learner)] {
            prop_assert_eq!(message.epc_uri(&prefixes).unwrap(), expected.clone());
            for form in [&elements, &link] {
                let again = Message::parse(Form::detect(form.as_bytes()), form.as_bytes(), &Options::new()).unwrap();
                prop_assert_eq!(again.epc_uri(&prefixes).unwrap(), expected.clone(), "{}", form);
            }
        }
    }

    #[test]
    fn any_text_has_a_verdict_that_agrees(text in "(urn:epc:(id|class|idpat):)?(sgtin|sgln|giai|cpi|itip|pgln|lgtin):[0-9*]{5,7}\\.[0-9A*]{4,7}(\\.[0-9A%*/]{0,3}){0,3}") {
        let message = Message::parse_epc(&text);
        match EpcUri::parse(&text) {
            Ok(uri) => {
                let many = message.as_ref().is_err_and(|error| error.code().as_str() == "epc-pattern");
                prop_assert!(message.is_ok() || many && uri.kind() == UriKind::Pattern);
                let canonical = uri.to_string();
                prop_assert!(uri.matches(&EpcUri::parse(&canonical).unwrap()));
            }
            Err(error) => {
                prop_assert_eq!(message.unwrap_err(), error);
                prop_assert!(error.span().end as usize <= text.len());
            }
        }
    }
}

#[test]
fn nothing_is_guessed() {
    let code = |text: &str, prefixes: &Prefixes<'_>| {
        Message::parse_bracketed(text).unwrap().epc_uri(prefixes).map_err(|error| error.code().as_str())
    };
    let none = Prefixes::new();
    assert_eq!(code("(01)09506000134352(21)A", &none), Err("epc-prefix-unknown"));
    assert_eq!(code("(01)02000010000012", &none), Err("epc-prefix-none"));
    assert_eq!(code("(01)00000095060033(21)A", &none), Err("epc-prefix-none"));
    assert_eq!(code("(99)A", &none), Err("epc-key"));
    assert_eq!(code("(414)9506000134376(254)0", &none.given(7)), Err("epc-key"));
    assert_eq!(code("(8004)9506AB", &none.given(7)), Err("epc-key"));
    assert_eq!(code("(8004)9506000", &none.given(7)), Err("epc-key"));
    assert_eq!(code("(01)09506000134352(21)A", &none.given(5)), Err("epc-length"));
    let ok = |text: &str| Ok(text.to_owned());
    assert_eq!(code("(414)9506000134376", &none.given(7)), ok("urn:epc:id:sgln:9506000.13437.0"));
    assert_eq!(
        code("(01)09506000134352(414)9506000134376(417)9506000134376", &none.given(7)),
        ok("urn:epc:id:sgln:9506000.13437.0")
    );
    assert_eq!(
        code("(01)09506000134352(417)9506000134376", &none.given(7)),
        ok("urn:epc:idpat:sgtin:9506000.013435.*")
    );
    assert_eq!(code("(01)09506000134352(235)X(10)L", &none.given(7)), ok("urn:epc:id:upui:9506000.013435.X"));
}
