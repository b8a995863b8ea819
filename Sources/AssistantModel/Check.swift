import OrderedJSON
import SourceDiagnostics

/// A question that an assistant has to answer rightly, as its manifest declares it.
package struct Check: Equatable, Sendable {
    /// What is asked; unique among the checks of an assistant, since it names the check.
    package var question: String
    /// What functions answer while it is asked: a real one is never called.
    package var functions: [FunctionOutput]
    /// All of them have to hold; at least one, in the order of the manifest.
    package var expectations: [CheckExpectation]
    /// The share of answers that has to be right.
    package var required: RequiredShare
    /// How often it is asked at most; 1 or more.
    package var maximumRuns: Int
    /// Where the check is written.
    package var location: SourceLocation

    /// A check as the manifest has it.
    package init(
        question: String,
        functions: [FunctionOutput] = [],
        expectations: [CheckExpectation],
        required: RequiredShare = .all,
        maximumRuns: Int? = nil,
        location: SourceLocation
    ) {
        self.question = question
        self.functions = functions
        self.expectations = expectations
        self.required = required
        self.maximumRuns = maximumRuns ?? required.standardRuns
        self.location = location
    }

    /// What a function answers in a check.
    package struct FunctionOutput: Equatable, Sendable {
        package var name: String
        /// A text is given as it is, everything else as JSON.
        package var output: JSONValue

        /// An answer as the manifest has it.
        package init(name: String, output: JSONValue) {
            self.name = name
            self.output = output
        }
    }
}

/// What has to be true of an answer.
package struct CheckExpectation: Equatable, Sendable {
    package var rule: Rule
    /// Where it is written.
    package var location: SourceLocation

    /// An expectation as the manifest has it.
    package init(_ rule: Rule, location: SourceLocation) {
        self.rule = rule
        self.location = location
    }

    /// Texts are compared in Unicode's form C, and by case.
    package enum Rule: Equatable, Sendable {
        case text(TextRule, isNegated: Bool)
        /// The answer names one of these files as its source: what the path or pattern of the manifest stands for, as
        /// paths in the project.
        case cites(pattern: String, paths: [String])
        /// A model finds that the answer does this.
        case judged(criterion: String)
        /// Each of these functions was called with at least these arguments.
        case calls([ExpectedCall])
    }

    /// What a text can be held against without a model.
    package enum TextRule: Equatable, Sendable {
        case contains(String)
        case containsAny([String])
        /// A regular expression that is found anywhere in the text.
        case matches(String)
        case equals(String)
        /// The whole text is JSON, and fits the schema if there is one.
        case isJSON(schema: JSONValue?)
    }

    /// A call that an answer has to make.
    package struct ExpectedCall: Equatable, Sendable {
        package var function: String
        /// A subset: members of objects that are not named here are free.
        package var arguments: JSONValue

        /// A call as the manifest has it.
        package init(function: String, arguments: JSONValue) {
            self.function = function
            self.arguments = arguments
        }
    }
}
