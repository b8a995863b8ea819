import OrderedJSON

/// An answer, as far as checks look at it.
package struct CheckedAnswer: Sendable, Equatable {
    /// All text that a visitor sees, refusals included.
    package var text: String
    /// The paths of the files it names as sources; a source without a path is left out.
    package var citedPaths: [String]
    /// In the order in which they were made.
    package var calls: [Call]
    /// Why it is no whole answer, in words that follow "the answer "; nil for a whole one.
    package var defect: String?

    /// A call of a function.
    package struct Call: Sendable, Equatable {
        package var function: String
        /// Nil where what the model wrote is no JSON.
        package var arguments: JSONValue?

        package init(function: String, arguments: JSONValue?) {
            self.function = function
            self.arguments = arguments
        }
    }

    /// An answer as it came.
    package init(text: String, citedPaths: [String] = [], calls: [Call] = [], defect: String? = nil) {
        self.text = text
        self.citedPaths = citedPaths
        self.calls = calls
        self.defect = defect
    }
}
