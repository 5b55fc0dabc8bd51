//! `cargo xtask bench`: filled in with the worker.
pub fn run(_arguments: &[String]) -> anyhow::Result<()> {
    anyhow::bail!("bench is not available yet")
}
