/// Why the text of a fault means nothing, in words for whoever wrote it.
package struct FaultSyntaxError: Error, Equatable, CustomStringConvertible {
    package let message: String

    package var description: String { message }

    init(_ message: String) {
        self.message = message
    }
}
