//! A counting model as plain tables of numbers, to be saved beside a network's weights and read back.

use super::{Follower, Followers, Level, Ngram, pack, unpack};
use crate::experiment;

/// A matrix of counts or tokens with a name, like a network's parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// `levels.2.contexts`, for example.
    pub name: String,
    /// Rows and columns.
    pub shape: [usize; 2],
    /// Row after row.
    pub values: Vec<u32>,
}

/// What the name of a table ends with that has a row for every count.
pub const FOLLOWERS: &str = ".followers";

/// Tables that are not those of a counting model of this shape.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the table {0} of the saved n-gram model is missing or damaged")]
pub struct BadTable(pub String);

impl Ngram {
    /// Everything counted: `tail`, the last tokens, `[1, tail]`, and for each length of context its `contexts`,
    /// `[contexts, length]`, the number of `sizes` followers of each, `[contexts, 1]`, and all `followers`, each a
    /// token, its count and its continuations, `[followers, 3]`.
    pub fn tables(&self) -> Vec<Table> {
        let mut tables = vec![Table {
            name: "tail".into(),
            shape: [1, self.tail.len()],
            values: self.tail.clone(),
        }];
        for (length, level) in self.levels.iter().enumerate() {
            tables.extend(level.tables(length));
        }
        tables
    }

    /// Reads [`tables`](Self::tables) back.
    ///
    /// # Errors
    ///
    /// Where a table is missing, has another shape, names a token outside the vocabulary or counts nothing.
    pub fn from_tables(
        config: &experiment::Ngram,
        vocabulary: usize,
        tables: &[Table],
    ) -> Result<Self, BadTable> {
        let mut ngram = Ngram::new(config, vocabulary);
        let tail = find(tables, "tail")?;
        let is_token = |token: &u32| (*token as usize) < vocabulary;
        if tail.shape != [1, tail.values.len()]
            || tail.values.len() > config.order
            || !tail.values.iter().all(is_token)
        {
            return Err(BadTable("tail".into()));
        }
        ngram.tail = tail.values.clone();
        for (length, level) in ngram.levels.iter_mut().enumerate() {
            *level = Level::from_tables(length, vocabulary, tables)?;
        }
        Ok(ngram)
    }
}

impl Level {
    /// In the order of the contexts, so that the same counts give the same tables.
    fn tables(&self, length: usize) -> [Table; 3] {
        let mut contexts: Vec<_> = self.contexts.iter().collect();
        contexts.sort_by_key(|(context, _)| **context);
        let keys = contexts
            .iter()
            .flat_map(|(context, _)| unpack(**context, length));
        let sizes = contexts
            .iter()
            .map(|(_, found)| found.followers.len() as u32);
        let rows = contexts.iter().flat_map(|(_, found)| &found.followers);
        let rows: Vec<u32> = rows
            .flat_map(|row| [row.token, row.count, row.continuations])
            .collect();
        let table = |name: &str, shape, values| Table {
            name: format!("levels.{length}.{name}"),
            shape,
            values,
        };
        [
            table("contexts", [contexts.len(), length], keys.collect()),
            table("sizes", [contexts.len(), 1], sizes.collect()),
            table("followers", [rows.len() / 3, 3], rows),
        ]
    }

    fn from_tables(length: usize, vocabulary: usize, tables: &[Table]) -> Result<Self, BadTable> {
        let names =
            ["contexts", "sizes", "followers"].map(|name| format!("levels.{length}.{name}"));
        let bad = |at: usize| BadTable(names[at].clone());
        let contexts = find(tables, &names[0])?;
        let sizes = find(tables, &names[1])?;
        let rows = find(tables, &names[2])?;

        let count = sizes.values.len();
        let is_token = |token: &u32| (*token as usize) < vocabulary;
        if contexts.shape != [count, length] || !contexts.values.iter().all(is_token) {
            return Err(bad(0));
        }
        // A file may name more followers than a 32-bit machine can count.
        let mut sizes_in_turn = sizes.values.iter().map(|size| *size as usize);
        let all = sizes_in_turn.try_fold(0_usize, usize::checked_add);
        let numbers = all.and_then(|all| all.checked_mul(3));
        if sizes.shape != [count, 1]
            || all.is_none_or(|all| rows.shape != [all, 3])
            || numbers != Some(rows.values.len())
        {
            return Err(bad(1));
        }
        let mut rows = rows.values.chunks_exact(3).map(|row| Follower {
            token: row[0],
            count: row[1],
            continuations: row[2],
        });
        let mut level = Level::default();
        for (at, size) in sizes.values.iter().enumerate() {
            let followers: Vec<Follower> = rows.by_ref().take(*size as usize).collect();
            let is_rising = followers.is_sorted_by(|one, next| one.token < next.token);
            let is_sound = |row: &Follower| is_token(&row.token) && row.count > 0;
            if !is_rising || !followers.iter().all(is_sound) {
                return Err(bad(2));
            }
            let found = Followers {
                total: followers.iter().map(|row| u64::from(row.count)).sum(),
                continuations: followers
                    .iter()
                    .map(|row| u64::from(row.continuations))
                    .sum(),
                continued: followers.iter().filter(|row| row.continuations > 0).count() as u32,
                followers,
            };
            let context = contexts.values.get(at * length..(at + 1) * length);
            level
                .contexts
                .insert(pack(context.ok_or_else(|| bad(0))?), found);
        }
        Ok(level)
    }
}

fn find<'a>(tables: &'a [Table], name: &str) -> Result<&'a Table, BadTable> {
    let found = tables.iter().find(|table| table.name == name);
    found.ok_or_else(|| BadTable(name.to_owned()))
}
