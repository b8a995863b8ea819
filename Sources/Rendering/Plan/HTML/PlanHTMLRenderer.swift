import AssistantModel
import Planning

/// A plan as one page that needs nothing else: it loads nothing, runs nothing but its own few lines, and can be read
/// without them.
package struct PlanHTMLRenderer: Sendable {
    private let context: DiffContext
    private let folder: String

    /// Changed objects that are open when the page is; in a longer plan a reader opens what matters.
    private static let openLimit = 30
    /// Objects in the list beside the page.
    private static let navigationLimit = 300

    /// - Parameters:
    ///   - context: How much of what stays the same is shown around a change of prose; ``DiffContext/full`` leaves
    ///     nothing out, whatever the size.
    ///   - folder: The manifests' folder as the user names it, for the sentence about an empty plan.
    package init(context: DiffContext = .lines(3), folder: String = "assistants") {
        self.context = context
        self.folder = folder
    }

    /// The whole page: what is refused, deleted and warned of, then every change, the files, and what refers to what.
    package func text(_ plan: Plan) -> String {
        let plan = plan.changesWithoutSecrets
        let head = HTML(
            "head",
            [:],
            HTML("meta", ["charset": "utf-8"]),
            HTML(
                "meta",
                ["http-equiv": "Content-Security-Policy", "content": PageAsset.securityPolicy]
            ),
            HTML("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
            HTML("meta", ["name": "color-scheme", "content": "light dark"]),
            HTML("meta", ["name": "referrer", "content": "no-referrer"]),
            HTML(
                "title",
                [:],
                .line("\(plan.purpose == .refresh ? "Drift" : "Plan"): \(plan.project) → \(plan.environment)")
            ),
            HTML("link", ["rel": "icon", "href": "data:,"]),
            .raw("style", .style)
        )
        return "<!DOCTYPE html>\n" + HTML("html", ["lang": "en"], head, body(of: plan)).markup
    }

    private func body(of plan: Plan) -> HTML {
        let overview = PlanOverview(plan: plan, folder: folder)
        let objects = plan.changes.filter { !$0.address.isFile }
        let files = plan.changes.filter(\.address.isFile)
        var budget = PageBudget(context: context)
        let changes = changesSection(of: plan, objects: objects, budget: &budget)
        let documents = DocumentSection(context: context, documents: DocumentListing(plan))
        let texts = documents.html(of: files, budget: &budget)
        let graph = GraphDrawing(graph: ReferenceGraph(plan.changes)).html ?? .empty
        let main = HTML(
            "main",
            ["id": "main", "tabindex": "-1"],
            overview.sections,
            plan.isEmpty ? .empty : tools(for: plan.changes),
            changes,
            filesSection(of: files, documents.documents),
            texts,
            graph
        )
        return HTML(
            "body",
            [:],
            HTML("a", ["class": "skip", "href": "#main"], .words("Skip to the plan")),
            HTML(
                "div",
                ["class": "page"],
                overview.header,
                HTML(
                    "div",
                    ["class": plan.changes.count > 1 ? "layout wide" : "layout"],
                    navigation(
                        of: plan,
                        objects: objects,
                        files: files,
                        hasTexts: texts != .empty,
                        hasGraph: graph != .empty
                    ),
                    main
                ),
                footer(of: plan, budget)
            ),
            .raw("script", .script)
        )
    }

    private func changesSection(of plan: Plan, objects: [ResourceChange], budget: inout PageBudget) -> HTML {
        guard !objects.isEmpty else { return .empty }
        let section = ChangeSection(
            context: context,
            codeFiles: CodeFileListing(plan.changes),
            calls: plan.estimates?.callsByAddress ?? [:],
            lastApply: plan.lastApply
        )
        let isOpen = objects.count <= Self.openLimit || context == .full
        var articles: [HTML] = []
        for change in objects { articles.append(section.html(of: change, isOpen: isOpen, budget: &budget)) }
        return HTML(
            "section",
            ["id": "changes", "aria-labelledby": "changes-title"],
            HTML("h2", ["id": "changes-title"], .words("Assistants and vector stores")),
            HTML(articles)
        )
    }

    private func filesSection(of files: [ResourceChange], _ documents: DocumentListing) -> HTML {
        guard !files.isEmpty else { return .empty }
        return HTML(
            "section",
            ["id": "files", "aria-labelledby": "files-title"],
            HTML("h2", ["id": "files-title"], .words("Files")),
            FileTable(context: context, documents: documents).html(of: files)
        )
    }

    /// The filter; hidden until the script that makes it work shows it.
    private func tools(for changes: [ResourceChange]) -> HTML {
        let actions = ResourceChange.Action.inOrder.filter { action in changes.contains { $0.action == action } }
        let boxes = actions.map { action in
            HTML(
                "label",
                [:],
                HTML("input", ["type": "checkbox", "value": action.rawValue, "checked": ""]),
                .words(action.rawValue)
            )
        }
        return HTML(
            "section",
            ["id": "tools", "class": "tools", "hidden": "", "aria-label": "Filter"],
            [
                HTML("label", ["for": "filter"], .words("Filter")),
                HTML("input", ["id": "filter", "type": "search", "autocomplete": "off", "spellcheck": "false"]),
            ] + boxes + [
                HTML("button", ["type": "button", "id": "open-all"], .words("Open all")),
                HTML("button", ["type": "button", "id": "close-all"], .words("Close all")),
                HTML("span", ["id": "shown", "role": "status", "class": "muted"]),
            ]
        )
    }

    private func navigation(
        of plan: Plan,
        objects: [ResourceChange],
        files: [ResourceChange],
        hasTexts: Bool,
        hasGraph: Bool
    ) -> HTML {
        var items: [HTML] = []
        func add(_ id: String, _ title: String, _ nested: HTML = .empty) {
            items.append(HTML("li", [:], HTML("a", ["href": "#" + id], .words(title)), nested))
        }
        if !plan.refusals.isEmpty { add("refused", "Refused") }
        let deletions = plan.changes.count { $0.action == .delete }
        if deletions > 0 { add("deletions", Wording.count(deletions, "deletion")) }
        if !plan.warnings.isEmpty { add("warnings", Wording.count(plan.warnings.count, "warning")) }
        if plan.checks != nil { add("checks", "Checks") }
        if !plan.drift.isEmpty { add("drift", "Changed on the account") }
        if !objects.isEmpty { add("changes", "Assistants and vector stores", entries(of: objects)) }
        if !files.isEmpty { add("files", Wording.count(files.count, "file")) }
        if hasTexts { add("texts", "Texts of changed files") }
        if hasGraph { add("references", "What refers to what") }
        guard !items.isEmpty else { return .empty }
        return HTML("nav", ["aria-label": "Contents"], HTML("ul", [:], items))
    }

    private func entries(of objects: [ResourceChange]) -> HTML {
        var entries = objects.prefix(Self.navigationLimit).map { change in
            let id = change.address.pageID
            return HTML(
                "li",
                ["class": change.action.rawValue],
                HTML(
                    "a",
                    ["href": "#" + id, "data-for": id],
                    .symbol(of: change.action),
                    HTML("span", ["class": "hidden"], .words(change.action.rawValue)),
                    .words(" "),
                    HTML("code", [:], .line(change.address.description))
                )
            )
        }
        if objects.count > Self.navigationLimit {
            let rest = Wording.grouped(objects.count - Self.navigationLimit)
            entries.append(HTML("li", ["class": "rest"], .words("and \(rest) more in the page")))
        }
        return HTML("ul", ["class": "objects"], entries)
    }

    private func footer(of plan: Plan, _ budget: PageBudget) -> HTML {
        let command =
            switch plan.purpose {
            case .apply, .destroy: "plan"
            case .refresh: "drift"
            case .forget: "show"
            }
        var text = "Made by assistantctl \(command) --format html. Nothing was changed."
        if budget.isExceeded {
            text += " Some long texts are not in this page; plan --format html --context full has all."
        }
        return HTML("footer", [:], HTML("p", [:], .words(text)))
    }
}

/// How much prose a page still takes: browsers become slow beyond some megabytes, and reviewers sooner.
struct PageBudget {
    /// UTF-8 bytes of unchanged lines, which only unfold.
    private var unchanged: Int
    /// UTF-8 bytes of changed lines and of new texts.
    private var changed: Int
    /// Whether something was left out so far.
    private(set) var isExceeded = false

    /// The usual page, or one without bounds.
    init(context: DiffContext) {
        (unchanged, changed) = context == .full ? (.max, .max) : (1_000_000, 3_000_000)
    }

    /// Whether so much unchanged text may be in the page, and if so counts it.
    mutating func takesUnchanged(_ bytes: Int) -> Bool { Self.take(bytes, of: &unchanged, &isExceeded) }

    /// Whether so much changed text may be in the page, and if so counts it.
    mutating func takesChanged(_ bytes: Int) -> Bool { Self.take(bytes, of: &changed, &isExceeded) }

    private static func take(_ bytes: Int, of rest: inout Int, _ isExceeded: inout Bool) -> Bool {
        guard bytes <= rest else {
            isExceeded = true
            return false
        }
        rest -= bytes
        return true
    }
}
