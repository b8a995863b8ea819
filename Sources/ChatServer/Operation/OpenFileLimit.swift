#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// How many files and connections this process may have open at a time.
package enum OpenFileLimit {
    /// For the store, the account and functions.
    private static let others = 256
    /// That a server of this kind is made for.
    private static let most = 12_000

    /// Raises the limit as far as the system lets it.
    ///
    /// - Returns: the limit then; nil where the system does not tell.
    package static func raise() -> Int? {
        var limit = rlimit()
        #if canImport(Glibc)
            let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let kind = RLIMIT_NOFILE
        #endif
        guard getrlimit(kind, &limit) == 0 else { return nil }
        var raised = limit
        raised.rlim_cur = limit.rlim_max
        if setrlimit(kind, &raised) == 0 { limit = raised }
        return Int(clamping: limit.rlim_cur)
    }

    /// Connections of visitors that fit below a limit; at least some.
    package static func connections(below limit: Int?) -> Int { max(16, min(most, (limit ?? 1024) - others)) }
}
