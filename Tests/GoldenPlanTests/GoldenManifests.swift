import TestSupport

/// The files of the golden project, as they were last applied and as they are now.
enum GoldenManifests {
    static let before: [String: MemoryProject.File] = files(isChanged: false)
    static let after: [String: MemoryProject.File] = files(isChanged: true)

    private static func files(isChanged: Bool) -> [String: MemoryProject.File] {
        var files: [String: MemoryProject.File] = [
            "assistants/project.yaml": .text(project),
            "assistants/support-bot.yaml": .text(support(isChanged)),
            "assistants/prompts/support.md": .text(GoldenPrompts.support(isChanged: isChanged)),
            "assistants/sales-advisor.yaml": .text(sales),
            "assistants/workshop.yaml": .text(workshop),
            "assistants/prompts/workshop.md": .text(
                isChanged ? GoldenPrompts.workshopWithOtherSpace : GoldenPrompts.workshop
            ),
            "assistants/night-desk.yaml": .text(night),
            "assistants/prompts/night.md": .text(GoldenPrompts.night),
            "assistants/handbook.yaml": .text(handbook),
            "assistants/knowledge/handbook/terms.md": "Terms of Velo Lindqvist.\n",
            "assistants/knowledge/handbook/warranty.md": "Two years on frames.\n",
            "assistants/knowledge/sales/sizes.md": "Frame sizes.\n",
            "assistants/knowledge/sales/models.md": "Kivik 3, Sarek 5.\n",
            "assistants/knowledge/support/returns.md": isChanged ? "Thirty days.\n" : "Fourteen days.\n",
            "assistants/knowledge/support/prices.html": "<p>1,299 €</p>\n",
        ]
        files.merge(isChanged ? now : then) { _, new in new }
        return files
    }

    /// What only the last applied project had.
    private static let then: [String: MemoryProject.File] = [
        "assistants/service-desk.yaml": .text(desk("help-desk", lifecycle: "")),
        "assistants/trade-fair.yaml": """
        assistant: trade-fair-bot
        name: Trade Fair
        instructions: Invite people to stand 7.
        lifecycle: { protect: true }
        """,
        "assistants/winter-sale.yaml": """
        assistant: winter-sale
        name: Winter Sale
        instructions: |
          - Everything is 20 % off.
          - @here
        tools: [file_search]
        knowledge: { files: [knowledge/winter/*.md] }
        """,
        "assistants/knowledge/winter/offers.md": "Offers.\n",
        "assistants/knowledge/winter/@everyone.md": "Offers for everyone.\n",
        "assistants/knowledge/support/old.md": "Obsolete.\n",
        "assistants/knowledge/support/opening-hours.md": "Nine to five.\n",
    ]

    /// What only the project of today has.
    private static let now: [String: MemoryProject.File] = {
        var files: [String: MemoryProject.File] = [
            "assistants/service-desk.yaml": .text(desk("service-desk", lifecycle: "{ renamed_from: help-desk }")),
            "assistants/mail-sorter.yaml": .text(sorter),
            "assistants/prompts/sorter.md": .text(GoldenPrompts.sorter),
            "assistants/data/queues.csv": "queue,mail\norders,2\n",
            "assistants/data/holidays.csv": "day\n2026-12-24\n",
            "assistants/knowledge/support/a|b #1 *neü* <b>@maria.md": "Seit 1987.\n",
            "assistants/knowledge/support/shop/opening-hours.md": "Nine to five.\n",
        ]
        for number in 1...70 {
            let name = "faq-" + String(repeating: "0", count: 3 - String(number).count) + String(number)
            files["assistants/knowledge/support/faq/\(name).md"] = .text("Question \(number)\n")
        }
        return files
    }()

    private static let project = """
        project: velo-lindqvist
        environments:
          production: { api: responses, protect: true }
        defaults: { model: gpt-6-luna }

        """

    private static func support(_ isChanged: Bool) -> String {
        """
        assistant: support-bot
        name: Support Bot
        description: \(isChanged ? "Answers `from` the *handbook* | <support>" : "Answers from the handbook")
        \(isChanged ? "model: gpt-6-sol" : "model: gpt-6-luna")
        instructions:
          - file: prompts/support.md
          - Always answer in the user's language.
        reasoning_effort: none
        temperature: 0.2
        metadata: { team: support, \(isChanged ? "tier: \"2\"" : "desk: \"<b>one</b>\"") }
        tools:
          - type: file_search
            max_num_results: \(isChanged ? 8 : 20)
        \(isChanged ? "  - type: web_search\n" : "")  - type: function
            name: lookup_order
            description: Find an order by number
            strict: true
            parameters:
              type: object
              properties:
                number: { type: \(isChanged ? "string" : "integer"), description: "The order's number, as it stands on the invoice" }
              required: [number]
              additionalProperties: false
        knowledge:
          files:
            - knowledge/support/**/*.md
        \(isChanged ? "    - \"!knowledge/support/old.md\"\n" : "")    - path: knowledge/support/prices.html
              attributes: { lang: \(isChanged ? "de" : "en"), note: "a|b `c` @maria" }
          expires_after_days: \(isChanged ? 90 : 30)

        """
    }

    private static let sales = """
        assistant: sales-advisor
        name: Sales Advisor
        description: Helps choose a bicycle
        instructions: Ask for the height first.
        reasoning_effort: none
        temperature: 0.7
        tools: [file_search]
        knowledge: { files: [knowledge/sales/*.md] }

        """

    private static let workshop = """
        assistant: workshop
        name: Workshop
        instructions: { file: prompts/workshop.md }
        tools: [file_search]
        knowledge: handbook

        """

    private static let night = """
        assistant: night-desk
        name: Night Desk
        instructions: { file: prompts/night.md }

        """

    private static let handbook = """
        knowledge_base: handbook
        files: [knowledge/handbook/*.md]
        expires_after_days: 30

        """

    private static func desk(_ key: String, lifecycle: String) -> String {
        """
        assistant: \(key)
        name: Service Desk
        instructions: Open a ticket.
        \(lifecycle.isEmpty ? "" : "lifecycle: \(lifecycle)\n")
        """
    }

    private static let sorter = """
        assistant: mail-sorter
        name: Mail Sorter
        instructions: { file: prompts/sorter.md }
        response_format: json_object
        tools:
          - type: code_interpreter
            files: [data/queues.csv, data/holidays.csv]
        lifecycle: { renamed_from: letter-sorter }

        """
}
