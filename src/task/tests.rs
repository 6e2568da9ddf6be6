use proptest::prelude::*;

use super::*;
use crate::transfer::Reason;

fn tasks() -> Vec<Task> {
    let params = KdfParams::new(64 * 1024, 3, 1, *b"warifu-test-salt").unwrap();
    let passphrase = Passphrase::typed("さくら ふじ うめ きく".into());
    vec![
        Task::ReadQr { width: 3840, height: 2160, patience_ms: 250 },
        Task::DeriveKey { passphrase: passphrase.clone(), params },
        Task::IsCommon { passphrase },
        Task::IsCommon { passphrase: Passphrase::typed(String::new()) },
        Task::ReadFile { format: None, password: None },
        Task::ReadFile { format: Some(Format::AndOtp), password: Some(password()) },
        Task::WriteFile { aim: Aim::Aegis(password()), now: UnixTime::from_ms(1_764_000_000_123) },
        Task::WriteFile { aim: Aim::CredentialExchange, now: UnixTime::from_ms(0) },
    ]
}

fn password() -> Password {
    Password::new(Passphrase::typed("ｓａｋｕｒａ さくら".into()), Passphrase::typed("sakura さくら".into()))
}

fn answers() -> Vec<Answer> {
    let code = |text: &str| Found {
        bytes: Zeroizing::new(text.into()),
        corners: [[1.5, 2.0], [30.25, 2.0], [30.25, 40.0], [-1.0, 40.0]],
    };
    vec![
        Answer::Codes(vec![]),
        Answer::Codes(vec![code("otpauth://totp/a?secret=MZXW6YTB"), code("")]),
        Answer::Picture(PictureError::Empty),
        Answer::Picture(PictureError::TooLarge { width: 40_000, height: 30_000 }),
        Answer::Picture(PictureError::Length { expected: 16, found: 4 }),
        Answer::Key(Kek::from_bytes([7; 32])),
        Answer::NoKey,
        Answer::Common(true),
        Answer::Common(false),
        Answer::Import(import()),
        Answer::NoImport(TransferError::WrongPassword { format: Format::Aegis }),
        Answer::Written {
            file: Zeroizing::new(b"otpauth://totp/a?secret=MZXW6YTB".to_vec()),
            refused: vec![Refused { issuer: "A".into(), user: "b".into(), reason: Reason::SecretEmpty }],
        },
    ]
}

fn import() -> Import {
    let list = "otpauth://totp/a?secret=MZXW6YTB\notpauth://totp/b?secret=MZXW6YTB&digits=99";
    crate::transfer::uri_list::read(list).unwrap()
}

#[test]
fn arrives_as_it_was_sent() {
    for (task, tag) in tasks().into_iter().zip([0, 1, 77, u32::MAX, 2, 3, 4, 5]) {
        let bytes = task.to_bytes(tag);
        let (tag_read, read) = Task::from_bytes(&bytes).unwrap();
        assert_eq!((tag_read, format!("{read:?}")), (tag, format!("{task:?}")));
        assert_eq!(read.to_bytes(tag), bytes);
    }
    for answer in answers() {
        let bytes = answer.to_bytes(9);
        let (tag, read) = Answer::from_bytes(&bytes).unwrap();
        assert_eq!((tag, format!("{read:?}")), (9, format!("{answer:?}")));
        assert_eq!(read.to_bytes(9), bytes);
    }
}

#[test]
fn cut_short_it_is_nothing() {
    let all = tasks().into_iter().map(|task| task.to_bytes(1));
    for bytes in all.filter(|bytes| bytes[4] != 2) {
        let kept = if bytes[4] == 1 { 33 } else { bytes.len() }; // a shorter passphrase is one, too
        let bare = if bytes[4] == 3 { 6 } else { usize::MAX }; // and no password is a task, too
        let ends = (0..kept).filter(|end| *end != bare);
        assert!(ends.into_iter().all(|end| Task::from_bytes(&bytes[..end]).is_none()));
    }
    for answer in answers() {
        let bytes = answer.to_bytes(1);
        let ends = (0..bytes.len()).filter(|end| Answer::from_bytes(&bytes[..*end]).is_some());
        let whole = if let Answer::Codes(codes) = &answer { codes.len() } else { 0 }; // fewer codes are codes, too
        assert_eq!(ends.count(), whole, "{answer:?}");
    }
}

#[test]
fn weak_work_is_not_a_task() {
    let mut bytes = tasks()[1].to_bytes(1);
    bytes[5..9].copy_from_slice(&8_u32.to_le_bytes());
    assert!(Task::from_bytes(&bytes).is_none());
}

#[test]
fn debug_shows_no_secret() {
    let shown = format!("{:?} {:?}", tasks(), answers());
    assert!(!shown.contains("さくら") && !shown.contains("otpauth") && !shown.contains("7, 7"), "{shown}");
}

proptest! {
    #[test]
    fn any_bytes_are_a_message_or_nothing(bytes in prop::collection::vec(0..6_u8, 0..120)) {
        let _ = Task::from_bytes(&bytes);
        if let Some((tag, answer)) = Answer::from_bytes(&bytes) {
            let again = Answer::from_bytes(&answer.to_bytes(tag)).unwrap();
            prop_assert_eq!(format!("{:?}", (tag, answer)), format!("{again:?}"));
        }
    }
}
