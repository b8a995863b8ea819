import AssistantModel
import OrderedJSON
import Planning
import Testing

@Suite("Checks that are gone or weaker")
struct WeakenedChecksTests {
    private static let hours = Fixture.check("When are you open?", expecting: ["nine", "five"])
    private static let place = Fixture.check("Where are you?", expecting: ["Hamburg"])

    /// What a plan warns of where these were the checks of the live version, of which the account keeps everything.
    private func warnings(_ before: [Check], _ after: [Check], judges: (String, String) = ("a", "a")) -> [String] {
        let account = Fixture.project(before, judge: judges.0).applied()
        let released = before.map { RecordedCheck($0, model: judges.0) }
        let plan = Fixture.project(after, judge: judges.1).planOfManifests(account, released: released)
        #expect(plan.isEmpty, "a change of checks alone is no change of the account")
        return plan.warnings.map { "\($0.code): \($0.message)" }
    }

    @Test("what stays, what is added and what asks for more is no warning")
    func stronger() {
        var more = Self.hours
        more.expectations += Self.place.expectations
        more.maximumRuns = 5
        #expect(warnings([Self.hours], [Self.hours]) == [])
        #expect(warnings([Self.hours], [more, Self.place]) == [])
        // A version that says nothing of checks had none, or an earlier program applied it.
        #expect(warnings([], [Self.hours]) == [])
    }

    @Test("a check that is gone is named, with the version that had it")
    func gone() {
        #expect(
            warnings([Self.hours, Self.place], [Self.hours]) == [
                "check-removed: assistant.bot no longer has the check \"Where are you?\" of release 3"
            ]
        )
        #expect(warnings([Self.hours, Self.place], []).count == 2)
    }

    @Test("what a check no longer asks for is named in the words of the manifest")
    func weaker() {
        func weakened(_ change: (inout Check) -> Void) -> [String] {
            var before = Self.hours
            before.maximumRuns = 3
            before.functions = [Check.FunctionOutput(name: "find", output: "open")]
            var after = before
            change(&after)
            return warnings([before], [after]).map { $0.replacing(Self.opening, with: "") }
        }
        #expect(weakened { $0.expectations.removeLast() } == [#"no longer expects {"contains":"five"}"#])
        #expect(
            weakened { $0.expectations[1].rule = .text(.contains("six"), isNegated: false) }
                == [#"no longer expects {"contains":"five"}"#]
        )
        #expect(weakened { $0.maximumRuns = 1 } == ["runs 3 → 1"])
        #expect(weakened { $0.functions[0].output = "shut" } == [#"functions.find "open" → "shut""#])
        // A call without an answer is a wrong answer: one more that has an answer asks for no less.
        #expect(weakened { $0.functions.append(Check.FunctionOutput(name: "book", output: "done")) } == [])
        #expect(
            weakened { check in
                check.required = RequiredShare(tenThousandths: 9_000) ?? .all
                check.maximumRuns = 200
            } == ["at_least 1 → 0.9"]
        )
        var judged = Self.hours
        judged.expectations[0].rule = .judged(criterion: "is friendly")
        #expect(
            warnings([judged], [judged], judges: ("gpt-6-sol", "gpt-6-luna"))
                == ["\(Self.opening)checks_model gpt-6-sol → gpt-6-luna"]
        )
        #expect(warnings([Self.hours], [Self.hours], judges: ("gpt-6-sol", "gpt-6-luna")) == [])
    }

    private static let opening =
        "check-weakened: the check \"When are you open?\" of assistant.bot is not what it was in release 3: "

    @Test("where the account keeps a digest, the plan says that something changed, and that nothing is left")
    func digests() {
        let account = Fixture.project([Self.hours]).applied()
        func codes(_ checks: [Check]) -> [String] {
            let plan = Fixture.project(checks).planOfManifests(account)
            #expect(plan.isEmpty)
            return plan.warnings.map(\.code)
        }
        #expect(codes([Self.hours]) == [])
        #expect(codes([Self.place]) == ["checks-changed"])
        #expect(codes([]) == ["check-removed"])
    }
}

@Suite("Checks that a plan has to pass")
struct CheckRequirementTests {
    private let hours = Fixture.check("When are you open?", expecting: ["nine"])

    private func keys(of plan: Plan, _ project: Project) -> [String] {
        CheckRequirement(of: plan, desired: project.desired, contents: project.contents).assistants.map(\.key)
    }

    @Test("assistants that change, and those whose knowledge does, wherever it is shared")
    func affected() {
        func project(_ file: String, model: String = "gpt-6-sol") -> Project {
            Project(
                [
                    Fixture.assistant("a", knowledge: "handbook"), Fixture.assistant("b", model: model),
                    Fixture.assistant("c", knowledge: "handbook"),
                ],
                [Fixture.knowledge("handbook", ["hours.md"], isShared: true)],
                files: ["hours.md": file]
            )
        }
        let account = project("old").applied()
        func changed(_ project: Project) -> [String] { keys(of: project.plan(account), project) }
        #expect(changed(project("old")) == [])
        #expect(changed(project("new")) == ["a", "c"])
        #expect(changed(project("old", model: "gpt-6-luna")) == ["b"])
    }

    @Test("a part of a plan is refused where it leaves out what belongs to what it changes")
    func partlyChecked() {
        func project(
            _ files: [String: String],
            uses: String = "a",
            models: (String, String) = ("gpt-6-sol", "gpt-6-sol")
        ) -> Project {
            Project(
                [
                    Fixture.assistant("bot", model: models.0, knowledge: uses),
                    Fixture.assistant("other", model: models.1),
                ],
                [
                    Fixture.knowledge("a", ["a1.md", "a2.md"], isShared: true),
                    Fixture.knowledge("b", ["b.md"], isShared: true),
                ],
                files: files
            )
        }
        let old = ["a1.md": "1", "a2.md": "2", "b.md": "3"]
        let account = project(old).applied()
        func refused(_ next: Project, only: String...) -> [String?] {
            let live = account.state(for: next)
            let scope = PlanScope(only: only.map { AddressPattern($0) })
            let plan = Planner().plan(
                Inspection(of: live, desired: next.desired, contents: next.contents, scope: scope)
            )
            #expect(!plan.isEmpty && !plan.leftOut.isEmpty)
            let refusals = plan.partlyChecked(next.desired, live)
            #expect(refusals.allSatisfy { $0.kind == .partlyChecked })
            return refusals.map(\.address)
        }
        let twoFiles = project(["a1.md": "new", "a2.md": "new", "b.md": "3"])
        #expect(refused(twoFiles, only: "file.a/a1.md") == ["file.a/a2.md"])
        let both = project(["a1.md": "new", "a2.md": "2", "b.md": "3"], models: ("gpt-6-luna", "gpt-6-sol"))
        #expect(refused(both, only: "file.a/a1.md") == ["assistant.bot"])
        #expect(refused(both, only: "assistant.bot") == ["file.a/a1.md"])
        // Live it uses the one, in the manifests the other.
        let moved = project(["a1.md": "new", "a2.md": "2", "b.md": "3"], uses: "b")
        #expect(refused(moved, only: "file.a/a1.md") == ["assistant.bot"])
        // What has nothing to do with it may stay out.
        let separate = project(["a1.md": "new", "a2.md": "2", "b.md": "3"], models: ("gpt-6-sol", "gpt-6-luna"))
        #expect(refused(separate, only: "assistant.other") == [])
        let apart = project(["a1.md": "1", "a2.md": "2", "b.md": "new"], models: ("gpt-6-luna", "gpt-6-sol"))
        #expect(refused(apart, only: "file.b/b.md") == [])
        #expect(refused(apart, only: "assistant.bot") == [])
    }

    @Test("a result stands until something moves that the answers depend on")
    func fingerprints() {
        var assistant = Fixture.assistant("a", knowledge: "a")
        func fingerprint(_ assistant: Assistant, file: String = "old", _ check: Check) -> String {
            let project = Project([assistant], [Fixture.knowledge("a", ["h.md"])], files: ["h.md": file])
            return CheckRequirement(
                of: project.plan(ModelAccount()),
                desired: project.desired,
                contents: project.contents
            ).fingerprint(of: assistant, to: check)
        }
        let first = fingerprint(assistant, hours)
        #expect(fingerprint(assistant, hours) == first)
        #expect(fingerprint(assistant, file: "new", hours) != first)
        var other = hours
        other.maximumRuns = 2
        #expect(fingerprint(assistant, other) != first)
        assistant.definition.temperature = 0.5
        #expect(fingerprint(assistant, hours) != first)
    }

    @Test("what did not pass is a refusal, and with `all` so is an assistant without checks")
    func refusals() {
        let project = Project([Fixture.assistant("a")])
        let requirement = CheckRequirement(
            of: project.plan(ModelAccount()),
            desired: project.desired,
            contents: project.contents
        )
        func result(_ verdict: PlannedCheck.Verdict, obstacle: String? = nil) -> PlannedCheck {
            PlannedCheck(
                assistant: "a",
                question: "Open?",
                verdict: verdict,
                right: 1,
                wrong: 1,
                required: 10_000,
                maximumRuns: 2,
                obstacle: obstacle,
                wrongAnswers: verdict == .failed
                    ? [.init(run: 2, passage: "No.", reasons: ["does not contain \"yes\""])] : [],
                location: Fixture.place("a.yaml", 9),
                fingerprint: ""
            )
        }
        func messages(_ required: EnvironmentSettings.RequiredChecks, _ results: PlannedCheck...) -> [String] {
            requirement.refusals(required, after: results).map(\.message)
        }
        #expect(messages(.declared, result(.passed)) == [])
        #expect(messages(.none, result(.failed)) == [])
        #expect(
            messages(.declared, result(.failed)) == [
                #"the check "Open?" failed, with 1 of 2 answers right: answer 2 does not contain "yes""#
            ]
        )
        #expect(
            messages(.declared, result(.undecided, obstacle: "the budget is spent")) == [
                #"the check "Open?" is undecided (the budget is spent)"#
            ]
        )
        #expect(messages(.all) == ["it has no checks, and the environment has `require_checks: all`"])
    }
}

extension Fixture {
    fileprivate static func check(_ question: String, expecting texts: [String]) -> Check {
        Check(
            question: question,
            expectations: texts.map {
                CheckExpectation(.text(.contains($0), isNegated: false), location: place("c", 1))
            },
            location: place("bot.yaml", 40)
        )
    }

    fileprivate static func project(_ checks: [Check], judge: String = "gpt-6-sol") -> Project {
        var bot = assistant()
        bot.checks = checks
        bot.checksModel = judge
        return Project([bot])
    }
}

extension Project {
    fileprivate func planOfManifests(_ account: ModelAccount, released: [RecordedCheck] = []) -> Plan {
        var context = PlanContext(release: 3)
        context.isOfManifests = true
        var live = account.state(for: self)
        for index in live.assistants.indices { live.assistants[index].checks = released }
        return Planner().plan(Inspection(of: live, desired: desired, contents: contents), context)
    }
}
