//! An authenticator that enrols, and goes on where the server left it.

use warifu::enrol::protocol::{self, Confirmed, Redeemed};
use warifu::enrol::{Binding, ClientKey, Origin, Parameters, StatusProof, Ticket, open};
use warifu::secret::Secret;
use warifu_server::domain::{Intent, MemberName};
use warifu_server::ports::{OsRandom, SystemClock, WallClock};
use warifu_server::service::{Service, TicketLife};

use super::code;
use super::serving::post;

/// How far an enrolment has come, by the answers that arrived.
pub(crate) struct Enrolling {
    ticket: Ticket,
    client: ClientKey,
    origin: Origin,
    redeemed: Option<Redeemed>,
    is_confirmed: bool,
}

impl Enrolling {
    /// With a ticket for one more key of the member called `name`.
    pub(crate) async fn begin(service: &Service, name: &MemberName) -> Self {
        let offer = service.make_ticket(name, Intent::Add, TicketLife::HelpDesk).await.unwrap();
        let (client, origin) = (ClientKey::make(&OsRandom), service.origin.clone());
        Self { ticket: offer.ticket, client, origin, redeemed: None, is_confirmed: false }
    }

    /// What was answered: a key, and whether it counts.
    pub(crate) fn answered(&self) -> (Option<Redeemed>, bool) {
        (self.redeemed.clone(), self.is_confirmed)
    }

    /// Asks for what is missing; `None` if an answer did not come.
    pub(crate) fn go_on(&mut self, address: &str) -> Option<()> {
        if self.redeemed.is_none() {
            self.redeemed = Some(self.redeem(address)?);
        }
        self.is_confirmed |= self.confirm(address)?;
        Some(())
    }

    fn redeem(&self, address: &str) -> Option<Redeemed> {
        let body = protocol::redeem(&self.ticket, &self.client.public(), "Laptop");
        let reply = post(address, "enrolments/redeem", "", &body)?;
        Some(Redeemed::read(&reply).expect("a ticket that nobody else has"))
    }

    /// With a proof, which counts if the answer to an earlier code was lost.
    fn confirm(&self, address: &str) -> Option<bool> {
        let redeemed = self.redeemed.as_ref()?;
        let (seed, now) = (self.seed(redeemed), SystemClock.now());
        let proof = StatusProof::derive(&seed, redeemed.key.as_str(), now, &self.origin);
        let body = protocol::confirm(&redeemed.key, &code(&seed), now, &proof);
        let path = format!("enrolments/{}/confirm", redeemed.enrolment.as_str());
        let reply = post(address, &path, "", &body)?;
        Confirmed::read(&reply).expect("a right code");
        Some(true)
    }

    fn seed(&self, redeemed: &Redeemed) -> Secret {
        let (enrolment, key) = (redeemed.enrolment.as_str(), redeemed.key.as_str());
        let binding = Binding { enrolment, key, parameters: Parameters::USUAL };
        open(&redeemed.sealed, &self.client, binding).unwrap()
    }
}
