/// What a page says instead of what it leaves out.
enum LeftOut {
    /// Such as `12 more rows of this diff are not in this page; --context full shows all`.
    static func text(_ count: Int, _ singular: String, _ plural: String) -> String {
        "\(Wording.count(count, singular, plural)) \(count == 1 ? "is" : "are") not in this page; "
            + "--context full shows all"
    }
}
