//! The wire format of protocol buffers, as far as it is needed: varints, lengths, and what to skip.
//! <https://protobuf.dev/programming-guides/encoding/>

/// A field's number and value.
pub(super) enum Value<'a> {
    Varint(u64),
    Bytes(&'a [u8]),
    /// A type that no field of ours has: 4 or 8 bytes.
    Fixed,
}

/// Takes a message apart, field by field.
pub(super) struct Fields<'a>(pub(super) &'a [u8]);

/// The message ends early, or has a type of field that does not exist any more.
pub(super) struct Broken;

impl<'a> Iterator for Fields<'a> {
    type Item = Result<(u64, Value<'a>), Broken>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let field = self.field();
        if field.is_none() {
            self.0 = &[];
        }
        Some(field.ok_or(Broken))
    }
}

impl<'a> Fields<'a> {
    fn field(&mut self) -> Option<(u64, Value<'a>)> {
        let key = self.varint()?;
        let value = match key & 7 {
            0 => Value::Varint(self.varint()?),
            1 => self.take(8).map(|_| Value::Fixed)?,
            2 => {
                let length = usize::try_from(self.varint()?).ok()?;
                Value::Bytes(self.take(length)?)
            }
            5 => self.take(4).map(|_| Value::Fixed)?,
            _ => return None,
        };
        Some((key >> 3, value)).filter(|(number, _)| *number != 0)
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn varint(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = u64::from(self.take(1)?[0]);
            if shift == 63 && byte > 1 {
                return None;
            }
            number |= (byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }
}

/// Writes a varint field. Zero is what a missing field means, so it is left out.
pub(super) fn push_varint(message: &mut Vec<u8>, number: u8, value: u64) {
    if value != 0 {
        message.push(number << 3);
        push(message, value);
    }
}

/// Writes a field of bytes; nothing if there are none.
pub(super) fn push_bytes(message: &mut Vec<u8>, number: u8, bytes: &[u8]) {
    if !bytes.is_empty() {
        message.push(number << 3 | 2);
        push(message, bytes.len() as u64);
        message.extend_from_slice(bytes);
    }
}

fn push(message: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        message.push(value as u8 | 0x80);
        value >>= 7;
    }
    message.push(value as u8);
}
