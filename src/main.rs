use std::process::ExitCode;

fn main() -> ExitCode {
    wherenext::cli::run()
}
