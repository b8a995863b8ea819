/// A day as manuals write it: `November 29, 2026`.
package struct ManualDate: CustomStringConvertible, Sendable {
    package let description: String

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    /// - Parameter text: `2026-11-29`.
    /// - Returns: nil for any other form.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).compactMap { Int($0) }
        guard parts.count == 3, Self.months.indices.contains(parts[1] - 1), (1...31).contains(parts[2]) else {
            return nil
        }
        description = "\(Self.months[parts[1] - 1]) \(parts[2]), \(parts[0])"
    }
}
