// `stdout` is a variable in C, and nobody assigns to it here.
#if canImport(Glibc)
    @preconcurrency import Glibc
#elseif canImport(Musl)
    @preconcurrency import Musl
#elseif canImport(Darwin)
    @preconcurrency import Darwin
#endif

/// Lets every line of standard output out at once, also into a pipe: somebody may wait for it there.
enum LineBuffering {
    static func begin() { setvbuf(stdout, nil, _IOLBF, 0) }
}
