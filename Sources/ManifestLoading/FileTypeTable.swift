/// The kinds of file that the tools read, by extension (docs/openai-api.md, 6.8).
package enum FileTypeTable {
    /// Without the dot, in lower case.
    package static let fileSearch: Set<String> = [
        "c", "cpp", "cs", "css", "doc", "docx", "go", "html", "java", "js", "json", "md", "pdf", "php", "pptx", "py",
        "rb", "sh", "tex", "ts", "txt",
    ]

    /// Without the dot, in lower case.
    package static let codeInterpreter: Set<String> = fileSearch.union([
        "csv", "gif", "jpeg", "jpg", "pkl", "png", "tar", "webp", "xlsx", "xml", "zip",
    ])

    /// What to do with a file that file search cannot read, by extension.
    static let fileSearchAdvice: [String: String] = [
        "csv": "give it to code_interpreter, or save it as Markdown",
        "htm": "rename it to .html",
        "jsonl": "save it as .json or .txt",
        "markdown": "rename it to .md",
        "mdx": "rename it to .md",
        "ppt": "save it as .pptx",
        "rst": "rename it to .txt",
        "xls": "give it to code_interpreter as .xlsx, or save it as Markdown",
        "xlsx": "give it to code_interpreter, or save it as Markdown",
        "xml": "give it to code_interpreter, or rename it to .txt",
        "yaml": "rename it to .txt",
        "yml": "rename it to .txt",
    ]
}
