import SourceDiagnostics

/// Keys of OpenAI's own JSON, and what people call things elsewhere, with where they go in a manifest.
enum MisplacedKey {
    /// Of whatever is merged into an assistant.
    private static let assistantOwners = ["an assistant", "`defaults`", "the overrides of an environment"]
    private static let knowledgeOwners = ["a knowledge base", "`knowledge`"]

    private static let ofTheAccount = "the account gives it: leave it out"
    private static let ofTheRequest = "the application says it with each request: leave it out"
    private static let searchedFiles =
        "files to search are named by their paths, in `knowledge: { files: [...] }` of the assistant; apply uploads them"
    private static let storesOfApply =
        "apply fills in the store: write the files into `knowledge: { files: [...] }` of the assistant; one that another "
        + "pipeline fills is `knowledge: { vector_store_id: ... }`"
    private static let codeFiles =
        "files of code interpreter are named by their paths, in `files` of the tool; apply uploads them"
    private static let chunking =
        "write `chunking: { max_chunk_size_tokens: ..., chunk_overlap_tokens: ... }` into `knowledge`"
    private static let expiry = "write `expires_after_days: ...` into `knowledge`"
    private static let lifecycle = "write it into `lifecycle`"
    private static let adoption =
        "an id is one account's: write `environments: { NAME: { lifecycle: { adopt: ... } } }`"
    private static let storeAdoption =
        "an id is one account's: write `environments: { NAME: { knowledge: { adopt: ... } } }`"
    private static let instructions = "it is called `instructions` here"

    private static let ofAssistants: [String: String] = [
        "tool_resources": "\(searchedFiles); \(codeFiles)",
        "file_ids": searchedFiles, "files": searchedFiles, "file_search": "write `- file_search` under `tools`",
        "vector_store_ids": storesOfApply, "vector_store_id": storesOfApply, "vector_stores": storesOfApply,
        "chunking_strategy": chunking, "chunking": chunking,
        "expires_after": expiry, "expires_after_days": expiry,
        "system_prompt": instructions, "system": instructions, "system_message": instructions, "prompt": instructions,
        "functions": "each function is an entry of `tools`: `- { type: function, name: ..., parameters: ... }`",
        "reasoning": "write `reasoning_effort: ...`", "effort": "write `reasoning_effort: ...`",
        "text": "its `format` is `response_format` here",
        "renamed_from": lifecycle, "protect": lifecycle, "ignore": lifecycle,
        "adopt": adoption, "id": ofTheAccount, "object": ofTheAccount, "created_at": ofTheAccount,
        "top_k": "no api takes it: leave it out",
    ]
    .merging(ofRequests) { first, _ in first }

    private static let ofRequests: [String: String] = Dictionary(
        [
            "input", "messages", "conversation", "previous_response_id", "thread_id", "max_tokens", "max_output_tokens",
            "max_completion_tokens", "max_tool_calls", "parallel_tool_calls", "tool_choice", "truncation", "stream",
            "store", "background", "include", "service_tier", "user",
        ]
        .map { ($0, ofTheRequest) }
    ) { first, _ in first }

    private static let ofKnowledge: [String: String] = [
        "adopt": storeAdoption,
        "file_ids": "name the files by their paths, in `files`; apply uploads them",
        "path": "write it into `files`", "paths": "it is called `files` here",
        "vector_store_ids": "apply makes the store: name its files by their paths, in `files`",
        "expires_after": "it is called `expires_after_days` here: a number of days",
        "chunking_strategy": "write `chunking: { max_chunk_size_tokens: ..., chunk_overlap_tokens: ... }`",
        "max_chunk_size_tokens": "write it into `chunking`", "chunk_overlap_tokens": "write it into `chunking`",
        "attributes": "attributes belong to files: `files: [ { path: ..., attributes: { ... } } ]`",
    ]

    private static let ofTools: [String: [String: String]] = [
        "a function": [
            "function":
                "write what stands in it beside `type`: `- { type: function, name: ..., parameters: ... }`"
        ],
        "`file_search`": [
            "vector_store_ids": storesOfApply, "file_ids": searchedFiles, "files": searchedFiles,
            "score_threshold": "write it into `ranking_options`", "ranker": "write it into `ranking_options`",
            "file_search": "write what stands in it beside `type`",
        ],
        "`code_interpreter`": ["file_ids": codeFiles, "container": codeFiles],
        "`web_search`": [
            "allowed_domains": "write it into `filters`", "blocked_domains": "write it into `filters`",
            "country": "write it into `user_location`", "city": "write it into `user_location`",
        ],
    ]

    private static let ofOthers: [String: [String: String]] = [
        "`lifecycle`": ["adopt": adoption],
        "`chunking`": [
            "type": "leave it out: the two numbers say it",
            "static": "write the two numbers directly into `chunking`",
        ],
        "`response_format`": [
            "type": "leave it out: `response_format: json_object`, or `response_format: { json_schema: { ... } }`",
            "schema": "write it into `json_schema`", "name": "write it into `json_schema`",
        ],
        "an environment": [
            "api_key": "a key never stands in a manifest: `api_key_env` names the environment variable that holds it",
            "key": "a key never stands in a manifest: `api_key_env` names the environment variable that holds it",
            "url": "it is called `base_url` here", "endpoint": "it is called `base_url` here",
            "host": "it is called `base_url` here", "region": "name the host by its `base_url`",
        ],
        "a project": [
            "name": "it is called `project` here", "model": "write it into `defaults`",
            "api_key": "a key never stands in a manifest: `api_key_env` of an environment names the variable of it",
            "api": "write it into the environment: `environments: { NAME: { api: ... } }`",
            "base_url": "write it into the environment: `environments: { NAME: { base_url: ... } }`",
            "assistants": "each assistant is a document of its own, in a file beside project.yaml",
        ],
    ]

    /// Where a key goes; nil where nothing is known of it.
    ///
    /// - Parameter owner: what messages call the mapping that it stands in.
    static func hint(for key: String, in owner: String) -> String? {
        if assistantOwners.contains(owner) { return ofAssistants[key] }
        if knowledgeOwners.contains(owner) { return ofKnowledge[key] }
        return ofTools[owner]?[key] ?? ofOthers[owner]?[key]
    }
}

/// What tools are called elsewhere, or were called before.
enum MisnamedTool {
    static func hint(for type: String, among types: [String]) -> String? {
        switch type {
        case "retrieval", "file-search", "knowledge", "search": return "it is called `file_search` today"
        case "code", "python", "code_execution": return "it is called `code_interpreter`"
        case "browser", "browsing", "web", "websearch": return "it is called `web_search`"
        case "functions", "tool": return "each function is an entry of its own: `- { type: function, name: ... }`"
        case _ where type.hasPrefix("web_search"): return "it is called `web_search`, without a date or `preview`"
        case "image_generation", "computer_use_preview", "computer", "shell", "local_shell", "apply_patch", "custom",
            "tool_search", "namespace":
            return "this program does not deploy it; tools: \(types.joined(separator: ", "))"
        default: return Suggestion.hint(for: type, among: types)
        }
    }
}
