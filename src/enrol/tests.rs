use super::*;
use crate::account::Name;
use crate::otp::{Algorithm, Digits, Period, UnixTime};
use crate::secret::Secret;
use crate::vault::Random;

/// Gives other bytes each time.
struct Counting(std::sync::atomic::AtomicU8);

impl Random for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        let from = self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        (from..=255).chain(0..=255).cycle().zip(bytes).for_each(|(count, byte)| *byte = count);
    }
}

fn random() -> Counting {
    Counting(1.into())
}

fn seed() -> Secret {
    Secret::from_bytes(b"12345678901234567890".to_vec()).unwrap()
}

fn ticket() -> String {
    Ticket::from_bytes([0xFB; 32]).to_text().to_string()
}

fn check(url: &str, expected: Result<&str, OfferError>) {
    let read = Offer::parse(&url.replace("TICKET", &ticket()));
    let shown = read.as_ref().map(|offer| offer.origin.as_str()).map_err(|error| *error);
    assert_eq!(shown, expected, "{url}");
}

#[test]
fn offers_are_read_from_safe_pages_only() {
    let rest = "#warifu=1&ticket=TICKET&issuer=OMU&user=a12345";
    check(&format!("https://mfa.example.ac.jp/key{rest}"), Ok("https://mfa.example.ac.jp"));
    check(&format!("https://MFA.example.ac.jp:8443/{rest}"), Ok("https://mfa.example.ac.jp:8443"));
    check(&format!("http://127.0.0.1:8080/key?lang=ja{rest}"), Ok("http://127.0.0.1:8080"));
    check(&format!("http://localhost/key{rest}"), Ok("http://localhost"));
    check(&format!("http://[::1]:80/key{rest}"), Ok("http://[::1]:80"));
    for page in ["http://mfa.example.ac.jp/", "http://127.0.0.1.evil.jp/", "ftp://localhost/", "file:///key"]
    {
        check(&format!("{page}{rest}"), Err(OfferError::Insecure));
    }
    for page in ["https:///key", "https://a@b.jp/", "https://a b/", "https://大学/"] {
        check(&format!("{page}{rest}"), Err(OfferError::Part { part: "host" }));
    }
}

#[test]
fn what_is_no_offer_is_said_by_its_part() {
    let page = "https://mfa.example.ac.jp/key";
    check(page, Err(OfferError::None));
    check(&format!("{page}#warifu=2&ticket=TICKET&issuer=OMU&user=a"), Err(OfferError::None));
    check(&format!("{page}#warifu=1&ticket=TICKET&issuer=&user=a"), Err(OfferError::Part { part: "issuer" }));
    check(&format!("{page}#warifu=1&ticket=TICKET&issuer=OMU"), Err(OfferError::Part { part: "user" }));
    check(&format!("{page}#warifu=1&ticket=abc&issuer=O&user=a"), Err(OfferError::Part { part: "ticket" }));
    let twice = "#warifu=1&ticket=TICKET&ticket=TICKET&issuer=OMU&user=a";
    check(&format!("{page}{twice}"), Err(OfferError::Part { part: "ticket" }));
    let foreign = "#warifu=1&ticket=TICKET&issuer=OMU&user=a&server=https%3A%2F%2Fevil.example";
    check(&format!("{page}{foreign}"), Err(OfferError::Foreign));
    check(
        &format!("{page}#warifu=1&ticket=TICKET&issuer=%FF&user=a"),
        Err(OfferError::Part { part: "issuer" }),
    );
    check(&format!("{page}#warifu=1&ticket=TICKET&issuer={}", "a".repeat(4096)), Err(OfferError::None));
}

#[test]
fn an_offer_reads_back() {
    let origin = Origin::of("https://mfa.example.ac.jp/").unwrap();
    let (issuer, user) = (Name::new("大阪公立大学 & #1").unwrap(), Name::new("a=1%").unwrap());
    let offer = Offer { origin: origin.clone(), ticket: Ticket::from_bytes([7; 32]), issuer, user };
    let read = Offer::parse(&format!("{}/key#{}", origin.as_str(), offer.to_fragment().as_str())).unwrap();
    assert_eq!((&read.origin, &read.issuer, &read.user), (&origin, &offer.issuer, &offer.user));
    assert_eq!(read.ticket.expose(), &[7; 32]);
}

#[test]
fn a_seed_opens_for_its_key_enrolment_and_key_id_only() {
    let client = ClientKey::make(&random());
    let binding = Binding { enrolment: "e1", key: "k1", parameters: Parameters::USUAL };
    let sealed = seal(&seed(), &client.public(), binding, &random()).unwrap();
    assert_eq!(sealed.len(), 57 + 20 + 16);
    assert_eq!(open(&sealed, &client, binding), Ok(seed()));
    assert_eq!(open(&sealed, &ClientKey::from_bytes(&[9; 32]), binding), Err(SealError::Sealed));
    let with = |parameters| Binding { parameters, ..binding };
    let others = [
        Binding { enrolment: "e2", ..binding },
        Binding { key: "", enrolment: "e1k1", ..binding },
        with(Parameters { algorithm: Algorithm::Sha256, ..Parameters::USUAL }),
        with(Parameters { digits: Digits::new(8).unwrap(), ..Parameters::USUAL }),
        with(Parameters { period: Period::new(60).unwrap(), ..Parameters::USUAL }),
    ];
    for other in others {
        assert_eq!(open(&sealed, &client, other), Err(SealError::Sealed));
    }
    for at in 0..sealed.len() {
        let mut altered = sealed.clone();
        altered[at] ^= 1;
        assert_eq!(open(&altered, &client, binding), Err(SealError::Sealed), "byte {at}");
        assert_eq!(open(&sealed[..at], &client, binding), Err(SealError::Sealed), "{at} bytes");
    }
}

#[test]
fn nothing_is_sealed_for_a_point_of_small_order() {
    let mut one = [0; 32];
    one[0] = 1;
    let binding = Binding { enrolment: "e", key: "k", parameters: Parameters::USUAL };
    for point in [[0; 32], one] {
        assert_eq!(seal(&seed(), &point, binding, &random()), Err(SealError::PublicKey));
    }
    let long = "e".repeat(256);
    let binding = Binding { enrolment: &long, ..binding };
    let client = ClientKey::make(&random()).public();
    assert_eq!(seal(&seed(), &client, binding, &random()), Err(SealError::Id));
}

#[test]
fn a_status_proof_is_of_one_seed_key_time_and_server() {
    let [here, there] = ["https://a.jp", "https://b.jp"].map(|url| Origin::of(url).unwrap());
    let proof = StatusProof::derive(&seed(), "k", UnixTime::from_ms(1), &here);
    let other = Secret::from_bytes(vec![1; 20]).unwrap();
    assert_eq!(proof, StatusProof::derive(&seed(), "k", UnixTime::from_ms(1), &here));
    for wrong in [
        StatusProof::derive(&other, "k", UnixTime::from_ms(1), &here),
        StatusProof::derive(&seed(), "l", UnixTime::from_ms(1), &here),
        StatusProof::derive(&seed(), "k", UnixTime::from_ms(2), &here),
        StatusProof::derive(&seed(), "k", UnixTime::from_ms(1), &there),
    ] {
        assert_ne!(proof, wrong);
    }
}

#[test]
fn nothing_is_printed() {
    let shown = format!(
        "{:?} {:?} {:?}",
        Ticket::from_bytes([0xAB; 32]),
        ClientKey::from_bytes(&[0xAB; 32]),
        StatusProof::from_bytes([0xAB; 32])
    );
    assert_eq!(shown, "Ticket ClientKey StatusProof");
}
