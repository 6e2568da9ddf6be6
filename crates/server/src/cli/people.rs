//! `user`, `party`, `ticket`

use std::fs;
use std::io::{self, BufRead, Read};
use std::path::Path;

use warifu_server::domain::group::GroupName;
use warifu_server::domain::{Intent, KeyId, MemberName};
use warifu_server::password::PlainPassword;
use warifu_server::service::{Service, ServiceError, TicketLife};
use zeroize::Zeroizing;

use super::{Done, TicketArgs, say};

pub(super) async fn add(service: &Service, id: &str, mail: &str, group: Option<&str>) -> Done {
    let name = MemberName::parse(id)?;
    if !service.policy.member.fits(&name) {
        return Err(format!("IDs here do not look like {name}").into());
    }
    let group = group.map(GroupName::parse).transpose()?;
    service.add_member(name.clone(), mail.trim(), group).await?;
    say(&format!("added {name}"))
}

pub(super) async fn group(service: &Service, id: &str, group: Option<&str>) -> Done {
    let group = group.map(GroupName::parse).transpose()?;
    service.set_group(&MemberName::parse(id)?, group.as_ref()).await?;
    say("the group is set")
}

pub(super) async fn unlock(service: &Service, id: &str) -> Done {
    service.unlock(&MemberName::parse(id)?).await?;
    say("wrong tries are forgotten")
}

/// The password comes from standard input: other users see the command line.
pub(super) async fn password(service: &Service, id: &str, is_temporary: bool) -> Done {
    let mut line = Zeroizing::new(String::with_capacity(1024));
    io::stdin().lock().take(1024).read_line(&mut line)?;
    let line = Zeroizing::new(line.trim_end_matches(['\r', '\n']).to_owned());
    let password = PlainPassword::new(line).ok_or("a password has 1 to 256 bytes")?;
    let name = MemberName::parse(id)?;
    match is_temporary {
        true => service.set_temporary_password(&name, password).await?,
        false => service.set_password(&name, password).await?,
    }
    say("the password is set")
}

pub(super) async fn import(service: &Service, csv: &Path) -> Done {
    let text = fs::read_to_string(csv)?;
    let (mut added, mut there) = (0, 0);
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let wrong = |why: &str| format!("line {number}: {why}; {added} were added before it");
        let (id, rest) = line.split_once(',').ok_or_else(|| wrong("not id,mail"))?;
        let (mail, group) =
            rest.split_once(',').map_or((rest, None), |(mail, group)| (mail, Some(group.trim())));
        if number == 1 && id.trim() == "id" {
            continue;
        }
        let name = MemberName::parse(id).map_err(|error| wrong(&error.to_string()))?;
        let group = group.filter(|group| !group.is_empty()).map(GroupName::parse).transpose();
        let group = group.map_err(|error| wrong(&error.to_string()))?;
        if mail.contains('"') || !mail.contains('@') || !service.policy.member.fits(&name) {
            return Err(wrong("not id,mail as they are here").into());
        }
        match service.add_member(name, mail.trim(), group).await {
            Ok(_) => added += 1,
            Err(ServiceError::Taken) => there += 1,
            Err(ServiceError::NoSuchGroup) => {
                return Err(wrong(&ServiceError::NoSuchGroup.to_string()).into());
            }
            Err(error) => return Err(error.into()),
        }
    }
    say(&format!("added {added}, {there} were there already"))
}

/// The token is shown now and never again.
pub(super) async fn party(service: &Service, name: &str) -> Done {
    let token = service.add_party(name).await?;
    say(&token.to_text())
}

pub(super) async fn ticket(service: &Service, args: &TicketArgs) -> Done {
    let name = MemberName::parse(&args.id)?;
    let key = |text: &str| KeyId::parse(text).ok_or("not the id of a key");
    let intent = match (&args.replace, &args.lost) {
        (Some(replace), _) => Intent::Replace(key(replace)?),
        (None, Some(lost)) => Intent::Lost(key(lost)?),
        (None, None) => Intent::Add,
    };
    let offer = service.make_ticket(&name, intent, TicketLife::HelpDesk).await?;
    say(&format!("{}/ticket#{}", offer.origin.as_str(), offer.to_fragment().as_str()))
}
