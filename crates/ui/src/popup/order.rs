//! Which accounts stand where: pinned ones first, the others by issuer, and only those that the search finds.

use warifu::vault::EntryId;

/// What the order looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) id: EntryId,
    pub(super) issuer: String,
    pub(super) user: String,
    pub(super) pinned: bool,
}

/// Accounts under one heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// Whether they are the pinned ones; else they share their issuer.
    pub(super) pinned: bool,
    /// The first one's issuer.
    pub(super) issuer: String,
    /// Which, in order.
    pub(super) ids: Vec<EntryId>,
}

/// The groups in the order in which each first appears.
pub(super) fn groups(places: impl IntoIterator<Item = Place>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for Place { id, issuer, pinned, .. } in places {
        let same = |group: &&mut Group| group.pinned == pinned && (pinned || group.issuer == issuer);
        match groups.iter_mut().find(same) {
            Some(group) => group.ids.push(id),
            None => groups.push(Group { pinned, issuer, ids: vec![id] }),
        }
    }
    groups
}

/// True if every word of `query` is in the issuer or the user.
pub(super) fn matches(place: &Place, query: &str) -> bool {
    let names = format!("{} {}", place.issuer, place.user).to_lowercase();
    query.to_lowercase().split_whitespace().all(|word| names.contains(word))
}

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Up,
    Down,
}

/// What to move before what, so that `id` goes a place up or down in its group or, at its end, its group past the
/// next. `None` if it cannot go further.
pub(super) fn step(groups: &[Group], id: EntryId, way: Way) -> Option<(EntryId, EntryId)> {
    let (at, group) = groups.iter().enumerate().find(|(_, group)| group.ids.contains(&id))?;
    let place = group.ids.iter().position(|other| *other == id)?;
    let beside = |at: usize| groups.get(at).filter(|other| !other.pinned && !group.pinned);
    match way {
        Way::Up => match place.checked_sub(1) {
            Some(above) => Some((id, group.ids[above])),
            None => Some((id, beside(at.checked_sub(1)?)?.ids[0])),
        },
        Way::Down => match group.ids.get(place + 1) {
            Some(below) => Some((*below, id)),
            None => Some((beside(at + 1)?.ids[0], group.ids[0])),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u8) -> EntryId {
        struct Fixed(u8);
        impl warifu::vault::Random for Fixed {
            fn fill(&self, bytes: &mut [u8]) {
                bytes.fill(self.0);
            }
        }
        EntryId::make(&Fixed(n))
    }

    fn place(n: u8, issuer: &str, pinned: bool) -> Place {
        Place { id: id(n), issuer: issuer.into(), user: format!("user{n}"), pinned }
    }

    fn shown(places: &[Place]) -> Vec<EntryId> {
        groups(places.iter().cloned()).into_iter().flat_map(|group| group.ids).collect()
    }

    /// What the list shows after a step, by the numbers of its accounts.
    fn check(way: Way, n: u8, expected: &[u8]) {
        let mut places =
            vec![place(0, "P", true), place(1, "A", false), place(2, "B", false), place(3, "A", false)];
        if let Some((moved, before)) = step(&groups(places.clone()), id(n), way) {
            let from = places.iter().position(|place| place.id == moved).unwrap();
            let taken = places.remove(from);
            let to = places.iter().position(|place| place.id == before).unwrap();
            places.insert(to, taken);
        }
        let expected: Vec<_> = expected.iter().map(|n| id(*n)).collect();
        assert_eq!(shown(&places), expected, "{way:?} {n}");
    }

    #[test]
    fn a_step_moves_one_place_as_the_member_sees_it() {
        check(Way::Up, 3, &[0, 3, 1, 2]);
        check(Way::Down, 1, &[0, 3, 1, 2]);
        check(Way::Down, 3, &[0, 2, 1, 3]); // the last of its group takes the group past the next
        check(Way::Up, 2, &[0, 2, 1, 3]);
        check(Way::Up, 1, &[0, 1, 3, 2]); // nothing goes past the pinned
        check(Way::Down, 0, &[0, 1, 3, 2]);
        check(Way::Down, 2, &[0, 1, 3, 2]);
    }

    #[test]
    fn a_search_finds_words_in_any_order_and_case() {
        let omu = Place { user: "AB12345".into(), ..place(1, "大阪公立大学 OMU", false) };
        for query in ["", "omu", "ab12 omu", "大阪", " 公立  ab "] {
            assert!(matches(&omu, query), "{query}");
        }
        assert!(!matches(&omu, "omu kyu"));
    }
}
