//! Which of the things that take a while to come was asked for last: that one counts, whichever comes first; pure.

/// Something that was asked for and is awaited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A text: a file that is read, an address that is fetched.
    Text,
    /// A `tokenizer.json` that is read.
    Tokenizer,
    /// A whole recipe, with or without its run: a rung, a preset, a link, a step back.
    Recipe,
    /// Another run of the recipe as it stands.
    Run,
}

impl Asked {
    /// Whether something asked for later leaves this one without a purpose. A text and a tokenizer go together; a text is
    /// still wanted for the run that was begun while it came.
    fn is_overruled_by(self, later: Asked) -> bool {
        match later {
            Asked::Recipe => true,
            Asked::Run => self == Asked::Recipe,
            Asked::Text | Asked::Tokenizer => self == later || self == Asked::Recipe,
        }
    }
}

/// What was asked for, and when among all that was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket {
    asked: Asked,
    number: u64,
}

/// The latest ticket of each kind.
#[derive(Debug, Default)]
pub(super) struct Tickets {
    last: u64,
    latest: Vec<Ticket>,
}

impl Tickets {
    /// Somebody asks for something.
    pub(super) fn ask(&mut self, asked: Asked) -> Ticket {
        self.last += 1;
        let ticket = Ticket {
            asked,
            number: self.last,
        };
        self.latest.retain(|other| other.asked != asked);
        self.latest.push(ticket);
        ticket
    }

    /// Whether what has come for a ticket is still wanted.
    pub(super) fn is_wanted(&self, ticket: Ticket) -> bool {
        let mut later = self.latest.iter().filter(|by| by.number > ticket.number);
        !later.any(|by| ticket.asked.is_overruled_by(by.asked))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Which of these, asked for in this order, are still wanted once all have come.
    fn wanted<const N: usize>(asked: [Asked; N]) -> [bool; N] {
        let mut tickets = Tickets::default();
        let all = asked.map(|asked| tickets.ask(asked));
        all.map(|ticket| tickets.is_wanted(ticket))
    }

    #[test]
    fn of_each_kind_the_last_asked_for_is_wanted() {
        for asked in [Asked::Text, Asked::Tokenizer, Asked::Recipe, Asked::Run] {
            let [first, second, last] = wanted([asked; 3]);
            assert!(last);
            // Of a run that begins there is nothing to come.
            assert!(asked == Asked::Run || (!first && !second), "{asked:?}");
        }
    }

    #[test]
    fn a_text_and_a_tokenizer_go_together() {
        assert_eq!(wanted([Asked::Text, Asked::Tokenizer]), [true, true]);
        assert_eq!(wanted([Asked::Tokenizer, Asked::Text]), [true, true]);
    }

    #[test]
    fn whatever_is_asked_for_after_a_rung_takes_its_place() {
        for later in [Asked::Text, Asked::Tokenizer, Asked::Run, Asked::Recipe] {
            assert_eq!(wanted([Asked::Recipe, later]), [false, true], "{later:?}");
        }
    }

    #[test]
    fn a_rung_takes_the_place_of_a_text_and_a_restart_does_not() {
        assert_eq!(wanted([Asked::Text, Asked::Recipe]), [false, true]);
        assert_eq!(wanted([Asked::Text, Asked::Run]), [true, true]);
        assert_eq!(
            wanted([Asked::Text, Asked::Recipe, Asked::Text]),
            [false, false, true]
        );
    }
}
