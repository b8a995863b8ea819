import SourceDiagnostics

/// Builds nodes from libyaml's events. Recursion is as deep as the depth limit lets it be.
struct TreeBuilder {
    let text: SourceText
    let limits: YAMLReader.Limits
    let events: EventStream
    var diagnostics: [Diagnostic] = []
    var anchors = AnchorTable()
    /// What all documents together cost so far.
    private var spent = Measure()
    /// Where the last scalar, alias or closing bracket ended: block collections end there, since libyaml ends them
    /// at the next token, which can be many lines below.
    private var lastEnd = 0

    init(text: SourceText, limits: YAMLReader.Limits, events: EventStream) {
        self.text = text
        self.limits = limits
        self.events = events
    }

    /// All documents that could be read before the end or the first problem that ends the reading.
    mutating func buildDocuments() -> [YAMLNode] {
        var documents: [YAMLNode] = []
        do throws(Failure) {
            while true {
                let event = try nextEvent()
                switch event.content {
                case .streamEnd: return documents
                case .streamStart, .documentStart: continue
                case .documentEnd: anchors.endDocument()
                default:
                    guard let root = try buildNode(event, depth: 0)?.node, !isEmpty(event) else { continue }
                    documents.append(root)
                }
            }
        } catch {
            diagnostics.append(error.diagnostic)
            return documents
        }
    }

    /// The node that begins with an event, with everything in it; nil after an alias that names nothing.
    ///
    /// - Parameter depth: the number of collections around it.
    private mutating func buildNode(_ event: Event, depth: Int) throws(Failure) -> Subtree? {
        let (start, tag) = properties(event)
        if let tag { diagnostics.append(Self.tagRefused(tag.text, at: text.location(tag.start, tag.end))) }
        switch event.content {
        case .alias(let name):
            return try resolve(name, event, depth: depth)
        case .scalar(let scalar):
            let end = text.trimmedEnd(event.end, notBefore: start)
            lastEnd = end
            return try buildScalar(scalar, event, at: text.location(start, end))
        case .sequenceStart(let isFlow):
            return try buildCollection(event, start: start, depth: depth) { builder throws(Failure) in
                try builder.buildElements(isFlow: isFlow, depth: depth + 1)
            }
        case .mappingStart(let isFlow):
            return try buildCollection(event, start: start, depth: depth) { builder throws(Failure) in
                try builder.buildPairs(isFlow: isFlow, depth: depth + 1)
            }
        case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
            return nil
        }
    }

    private mutating func buildScalar(
        _ scalar: YAMLNode.Scalar,
        _ event: Event,
        at location: SourceLocation
    ) throws(Failure) -> Subtree {
        if scalar.text.utf8.contains(0) {
            diagnostics.append(.error("control-character", "the text holds a NUL character", at: location))
        }
        let measure = Measure(nodes: 1, textBytes: scalar.text.utf8.count)
        try spend(measure, at: location, isAlias: false)
        let subtree = Subtree(node: YAMLNode(.scalar(scalar), at: location), measure: measure)
        if let anchor = event.anchor { anchors.define(anchor, subtree) }
        return subtree
    }

    private mutating func buildCollection(
        _ event: Event,
        start: Int,
        depth: Int,
        _ buildContent: (inout TreeBuilder) throws(Failure) -> (value: YAMLNode.Value, measure: Measure)
    ) throws(Failure) -> Subtree {
        let opening = text.location(start, min(start + 1, text.count))
        guard depth < limits.depth else { throw tooDeep(at: opening) }
        try spend(Measure(nodes: 1), at: opening, isAlias: false)
        let identifier = event.anchor.map { anchors.open($0, at: opening) }
        lastEnd = max(start, lastEnd)
        let (value, content) = try buildContent(&self)
        let measure = Measure(nodes: content.nodes + 1, textBytes: content.textBytes, height: content.height + 1)
        let subtree = Subtree(node: YAMLNode(value, at: text.location(start, lastEnd)), measure: measure)
        if let anchor = event.anchor, let identifier { anchors.finish(anchor, identifier, subtree) }
        return subtree
    }

    private mutating func buildElements(
        isFlow: Bool,
        depth: Int
    ) throws(Failure) -> (value: YAMLNode.Value, measure: Measure) {
        var elements: [YAMLNode] = []
        var measure = Measure()
        while true {
            let event = try nextEvent()
            if case .sequenceEnd = event.content {
                closeCollection(event, isFlow: isFlow)
                return (.sequence(elements), measure)
            }
            guard let element = try buildNode(event, depth: depth) else { continue }
            elements.append(element.node)
            measure.add(element.measure)
        }
    }

    private mutating func buildPairs(
        isFlow: Bool,
        depth: Int
    ) throws(Failure) -> (value: YAMLNode.Value, measure: Measure) {
        var assembly = MappingAssembly()
        while true {
            let event = try nextEvent()
            if case .mappingEnd = event.content {
                closeCollection(event, isFlow: isFlow)
                return (.mapping(assembly.finish()), assembly.measure)
            }
            let key = try buildKey(event, depth: depth)
            var valueEvent = try nextEvent()
            if isEmpty(valueEvent) { moveBehindColon(&valueEvent) }
            let value = try buildNode(valueEvent, depth: depth)
            if let key { assembly.add(key, value, diagnostics: &diagnostics) }
        }
    }

    /// The key that begins with an event; nil, with a diagnostic, for what cannot be one.
    private mutating func buildKey(_ event: Event, depth: Int) throws(Failure) -> MappingKey? {
        let isMissing = isEmpty(event)
        guard let node = try buildNode(event, depth: depth)?.node else { return nil }
        guard case .scalar(let scalar) = node.value else {
            diagnostics.append(
                .error(
                    "key-not-a-string",
                    "a list or a mapping cannot be a key",
                    at: node.location,
                    hint: "quote the key if its brackets or braces are meant as text"
                )
            )
            return nil
        }
        if isMissing {
            diagnostics.append(.error("key-not-a-string", "a key is missing before the colon", at: node.location))
            return nil
        }
        let isMerge = scalar == YAMLNode.Scalar("<<", .plain)
        return MappingKey(text: scalar.text, location: node.location, isMerge: isMerge)
    }

    private mutating func resolve(_ name: String, _ event: Event, depth: Int) throws(Failure) -> Subtree? {
        let location = text.location(event.start, event.end)
        lastEnd = event.end
        switch anchors[name] {
        case nil:
            diagnostics.append(anchors.unknown(name, at: location))
            return nil
        case .open(_, let anchor):
            diagnostics.append(AnchorTable.recursive(name, at: location, anchor: anchor))
            return nil
        case .finished(var subtree):
            guard depth + subtree.measure.height <= limits.depth else { throw tooDeep(at: location) }
            try spend(subtree.measure, at: location, isAlias: true)
            subtree.node.location = location
            return subtree
        }
    }

    /// libyaml puts a value that is not written behind its colon, or at the next token.
    private func moveBehindColon(_ event: inout Event) {
        let isOnLineOfKey = text.position(event.start).line == text.position(lastEnd).line
        event.start = isOnLineOfKey ? text.trimmedEnd(event.start, notBefore: lastEnd) : lastEnd
        event.end = event.start
    }

    private mutating func closeCollection(_ event: Event, isFlow: Bool) {
        // A mapping written without braces inside a flow sequence, `[a: b]`, has no closing bracket of its own.
        if isFlow, event.end > event.start { lastEnd = event.end }
    }

    /// - Throws: when all documents together hold more than the limits allow. Aliases count as what they name, before
    ///   anything is copied, so that the cost of noticing does not grow with what they would expand to.
    private mutating func spend(_ cost: Measure, at location: SourceLocation, isAlias: Bool) throws(Failure) {
        spent.add(cost)
        guard spent.nodes > limits.nodes || spent.textBytes > limits.textBytes else { return }
        let what = spent.nodes > limits.nodes ? "\(limits.nodes) nodes" : "\(limits.textBytes) bytes of text"
        throw isAlias
            ? Failure(
                "alias-bomb",
                "with this alias the file would expand to more than \(what)",
                at: location,
                hint: "aliases that name aliases multiply: write less with them"
            )
            : Failure(
                "too-large",
                "the file holds more than \(what)",
                at: location,
                hint: "split it into several files"
            )
    }
}
