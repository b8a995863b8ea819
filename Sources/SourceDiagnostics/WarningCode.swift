/// The codes of all warnings that reading a project can give: what a comment `# assistantctl:ignore CODE` may name.
///
/// Errors have codes too, but cannot be silenced.
package enum WarningCode: String, CaseIterable, Sendable {
    case apiShutDown = "api-shut-down"
    case arrayWithoutItems = "array-without-items"
    case conflictedCopy = "conflicted-copy"
    case contentMismatch = "content-mismatch"
    case cutText = "cut-text"
    case descriptionTooLong = "description-too-long"
    case doubtfulSchema = "doubtful-schema"
    case duplicateFile = "duplicate-file"
    case duplicateValue = "duplicate-value"
    case duplicatedParagraph = "duplicated-paragraph"
    case filesOutsideRepository = "files-outside-repository"
    case foldedList = "folded-list"
    case incompleteCheckout = "incomplete-checkout"
    case insecureURL = "insecure-url"
    case likelySecret = "likely-secret"
    case lockFile = "lock-file"
    case mergeConflict = "merge-conflict"
    case modelDeprecated = "model-deprecated"
    case modelRefusesEffort = "model-refuses-effort"
    case modelRefusesSampling = "model-refuses-sampling"
    case modelShutDown = "model-shut-down"
    case modelUnknown = "model-unknown"
    case noManifests = "no-manifests"
    case objectWithoutProperties = "object-without-properties"
    case refusedSchemaKeyword = "refused-schema-keyword"
    case scannedPages = "scanned-pages"
    case strictSchema = "strict-schema"
    case tooFewRuns = "too-few-runs"
    case tooManyTokens = "too-many-tokens"
    case uncheckedField = "unchecked-field"
    case undeclaredProperty = "undeclared-property"
    case undeclaredTool = "undeclared-tool"
    case undescribedFunction = "undescribed-function"
    case unknownAttribute = "unknown-attribute"
    case unknownCode = "unknown-code"
    case unknownSchemaKeyword = "unknown-schema-keyword"
    case unresolvedPlaceholder = "unresolved-placeholder"
    case unusedCertificate = "unused-certificate"
    case unusedExclusion = "unused-exclusion"
    case unusedIgnore = "unused-ignore"
    case unusedKnowledgeBase = "unused-knowledge-base"
    case urlWithoutPath = "url-without-path"

    /// What it warns of, in one sentence without a final full stop.
    package var meaning: String {
        switch self {
        case .apiShutDown: "the environment deploys to an API that its host has shut down"
        case .arrayWithoutItems:
            "OpenAI refuses an array whose schema does not say what it holds (an error on api.openai.com and the embedded account)"
        case .conflictedCopy:
            "a glob finds a copy that a synchronised folder made of a file that two people changed"
        case .contentMismatch: "a file is not what its name says, and would not be indexed"
        case .cutText: "a `#` cuts a text that has no quotes"
        case .descriptionTooLong: "hosts of the Assistants API refuse a function's description of this length"
        case .doubtfulSchema: "OpenAI may refuse a schema: it is not known"
        case .duplicateFile: "a list names one file twice"
        case .duplicateValue: "a list names one value twice"
        case .duplicatedParagraph: "a paragraph stands twice in the instructions of one assistant"
        case .foldedList: "YAML joins the lines of a list, a heading or a table into one"
        case .incompleteCheckout: "a submodule or a sparse checkout lacks files below a glob"
        case .filesOutsideRepository:
            "`files_root` lies outside the git repository, whose reviewers do not see its files"
        case .insecureURL: "a key would travel unencrypted"
        case .likelySecret:
            "a prompt, schema or manifest holds what may be a password or a token, or a file what looks like a key"
        case .lockFile:
            "a glob finds what an Office program keeps beside an open document, and leaves it out"
        case .mergeConflict:
            "a code block of a prompt holds the markers of a merge conflict (elsewhere an error)"
        case .modelDeprecated: "OpenAI is going to shut the model down"
        case .modelRefusesEffort: "the model refuses the reasoning effort (an error on api.openai.com)"
        case .modelRefusesSampling: "the model refuses `temperature` or `top_p` (an error on api.openai.com)"
        case .modelShutDown: "OpenAI has shut the model down (an error on api.openai.com)"
        case .modelUnknown: "the catalogue does not know the model"
        case .noManifests: "the project declares nothing"
        case .objectWithoutProperties:
            "OpenAI refuses a schema whose top has no `properties` (an error on api.openai.com and the embedded account)"
        case .refusedSchemaKeyword:
            "OpenAI refuses a keyword of a schema (an error on api.openai.com and the embedded account)"
        case .scannedPages: "pages of a PDF hold no text, as scans do"
        case .strictSchema:
            "OpenAI refuses a schema with `strict: true` (an error on api.openai.com and the embedded account)"
        case .tooFewRuns: "a check has too few `runs` to ever pass"
        case .tooManyTokens: "a file has probably more tokens than a server indexes"
        case .uncheckedField: "a field under `extra` goes to the server unchecked"
        case .undeclaredProperty: "`required` of a schema names a property that is not declared"
        case .undeclaredTool: "the instructions name a tool that the assistant does not have"
        case .undescribedFunction: "a function has no description, by which models choose"
        case .unknownAttribute: "a filter asks for an attribute that no file of the knowledge has"
        case .unknownCode: "a comment silences a code that no warning has"
        case .unknownSchemaKeyword: "a schema holds what is almost a keyword of JSON Schema"
        case .unresolvedPlaceholder: "a prompt holds a placeholder or a TODO, which goes to the model as it is"
        case .unusedCertificate: "`ca_file` does nothing where the account is inside the command"
        case .unusedExclusion: "an exclusion takes no file out"
        case .unusedIgnore: "a comment silences nothing"
        case .unusedKnowledgeBase: "no assistant uses a knowledge base"
        case .urlWithoutPath: "a base URL lacks its `/v1`"
        }
    }

    /// Whether a comment can silence it: those about comments stay, so that no comment hides another.
    package var canBeSilenced: Bool { self != .unknownCode && self != .unusedIgnore }
}
