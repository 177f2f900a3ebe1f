//! The `fingerpost` program: arguments in, bytes and an exit code out.

/// That of many systems asks for memory in very small pieces on all threads but the first.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> fingerpost::cli::Exit {
    fingerpost::cli::run(std::env::args_os())
}
