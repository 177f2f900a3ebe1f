//! The `fingerpost` program: arguments in, bytes and an exit code out.

fn main() -> fingerpost::cli::Exit {
    fingerpost::cli::run(std::env::args_os())
}
