/// Why checks are not asked at all.
struct CheckRefusal: Error, Equatable {
    /// Stable, lower-case and hyphenated.
    let code: String
    /// One sentence.
    let message: String
    /// What to do.
    let hint: String?

    init(_ code: String, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }
}
