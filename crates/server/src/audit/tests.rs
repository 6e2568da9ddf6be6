use proptest::prelude::*;
use warifu::otp::UnixTime;

use super::*;
use crate::domain::{KeyId, MemberId, WriterId};
use crate::testing::cases;

const WRITER: WriterId = WriterId::from_bytes([7; 16]);
/// Entries between two checkpoints.
const EVERY: u64 = 10;

fn key() -> AuditKey {
    AuditKey::from_seed(&[3; 32])
}

/// A chain of `count` entries with a checkpoint after every tenth.
fn chain(count: u64) -> (Vec<Link>, Vec<Checkpoint>) {
    let (mut head, mut links, mut checkpoints) = (Head::start(WRITER), Vec::new(), Vec::new());
    for number in 1..=count {
        let at = UnixTime::from_secs(1_800_000_000 + number);
        let entry = Entry::new(Event::Accepted, at).of(MemberId::from_bytes([number as u8; 16]));
        let link = head.next(entry.key(KeyId::from_bytes([1; 16])).detail("party"));
        head = link.head();
        links.push(link);
        if number % EVERY == 0 {
            checkpoints.push(key().sign(WRITER, head, at));
        }
    }
    (links, checkpoints)
}

/// Chains from `at` on anew, as somebody who knows how would after a change.
fn rechain(links: &mut [Link]) {
    let mut head = Head::start(WRITER);
    for link in links {
        *link = head.next(link.entry.clone());
        head = link.head();
    }
}

#[derive(Clone, Copy, Debug)]
enum Tamper {
    Edit(usize, u8),
    Delete(usize),
    Swap(usize, usize),
    Cut(usize),
}

fn tamper() -> impl Strategy<Value = Tamper> {
    prop_oneof![
        (any::<usize>(), any::<u8>()).prop_map(|(at, what)| Tamper::Edit(at, what)),
        any::<usize>().prop_map(Tamper::Delete),
        (any::<usize>(), any::<usize>()).prop_map(|(a, b)| Tamper::Swap(a, b)),
        any::<usize>().prop_map(Tamper::Cut),
    ]
}

/// Does it to the entries before the last checkpoint.
fn apply(links: &mut Vec<Link>, counted: usize, tamper: Tamper) {
    match tamper {
        Tamper::Edit(at, what) => edit(&mut links[at % counted].entry, what),
        Tamper::Delete(at) => drop(links.remove(at % counted)),
        Tamper::Swap(a, b) => {
            let (a, b) = (a % counted, b % counted);
            links.swap(a, if a == b { (b + 1) % counted } else { b });
        }
        Tamper::Cut(at) => links.truncate(at % counted),
    }
}

fn edit(entry: &mut Entry, what: u8) {
    match what % 5 {
        0 => entry.at = UnixTime::from_ms(entry.at.as_ms() ^ (1 << (what / 5))),
        1 => entry.what = Event::Rejected.as_str().into(),
        2 => {
            entry.member = if what > 127 {
                None
            } else {
                Some(MemberId::from_bytes([what; 16])).filter(|id| Some(*id) != entry.member)
            }
        }
        3 => entry.key = None,
        _ => entry.detail.push('.'),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases(1000, 10)))]

    #[test]
    fn every_change_before_the_last_checkpoint_is_found(
        count in EVERY + 1..60,
        tamper in tamper(),
        knows_how in any::<bool>(),
        renumbers in any::<bool>(),
    ) {
        let (mut links, checkpoints) = chain(count);
        prop_assert_eq!(verify(WRITER, &links, &checkpoints, &key().public()), Ok(count));
        let counted = (count - count % EVERY) as usize;
        apply(&mut links, counted, tamper);
        if renumbers {
            (1..).zip(&mut links).for_each(|(seq, link)| link.seq = seq);
        }
        if knows_how {
            rechain(&mut links);
        }
        prop_assert!(verify(WRITER, &links, &checkpoints, &key().public()).is_err(), "{:?}", tamper);
    }
}

#[test]
fn each_finding_says_where() {
    let (links, checkpoints) = chain(25);
    let verify =
        |links: &[Link], checkpoints: &[Checkpoint]| verify(WRITER, links, checkpoints, &key().public());
    assert_eq!(verify(&links, &checkpoints), Ok(25));
    assert_eq!(verify(&links[..19], &checkpoints), Err(Finding::Cut { found: 19, counted: 20 }));
    assert_eq!(verify(&[], &checkpoints), Err(Finding::Cut { found: 0, counted: 20 }));
    assert_eq!(verify(&links[..20], &checkpoints), Ok(20), "after the last checkpoint a cut is not seen");
    let mut altered = links.clone();
    altered[4].entry.detail = "x".into();
    assert_eq!(verify(&altered, &checkpoints), Err(Finding::Altered { seq: 5 }));
    rechain(&mut altered);
    assert_eq!(verify(&altered, &checkpoints), Err(Finding::Rewritten { counted: 10 }));
    let forged = AuditKey::from_seed(&[4; 32]).sign(WRITER, altered[24].head(), UnixTime::from_ms(0));
    assert_eq!(verify(&altered, &[forged]), Err(Finding::Forged { counted: 25 }));
}

#[test]
fn another_writers_chain_and_checkpoints_are_no_matter() {
    let (links, mut checkpoints) = chain(12);
    let other = WriterId::from_bytes([8; 16]);
    checkpoints.push(key().sign(other, Head { seq: 99, hash: [0; 32] }, UnixTime::from_ms(0)));
    assert_eq!(verify(WRITER, &links, &checkpoints, &key().public()), Ok(12));
    assert_eq!(verify(other, &links, &checkpoints[..1], &key().public()), Err(Finding::Altered { seq: 1 }));
}

#[test]
fn a_checkpoint_reads_back_from_its_line() {
    let (_, checkpoints) = chain(10);
    let line = checkpoints[0].to_line(&key().public());
    assert_eq!(Checkpoint::parse(&line), Some(checkpoints[0]));
    for other in ["", "{}", &line.replace("count", "kount"), &line[..line.len() - 1]] {
        assert_eq!(Checkpoint::parse(other), None);
    }
    assert_eq!(format!("{:?}", key()), "AuditKey");
}
