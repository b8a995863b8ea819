import YAMLTree

/// Files that manifests take in by `file:`: prompts and schemas, which are none themselves, whatever they are called.
enum IncludedFiles {
    /// The paths that some `file:` in any layer of any manifest names.
    static func paths(_ manifests: [(path: String, nodes: [YAMLNode])]) -> Set<String> {
        var paths: Set<String> = []
        for manifest in manifests {
            var open = manifest.nodes
            while let node = open.popLast() {
                switch node.value {
                case .scalar: break
                case .sequence(let nodes): open += nodes
                case .mapping(let pairs):
                    for pair in pairs {
                        if pair.key == "file", case .scalar(let scalar) = pair.value.value {
                            paths.insert(ProjectPath.resolve(scalar.text, in: ProjectPath.parent(of: manifest.path)))
                        } else {
                            open.append(pair.value)
                        }
                    }
                }
            }
        }
        return paths
    }
}

extension ManifestFiles {
    /// The absolute paths of the manifests, `project.yaml` among them: not of YAML that one of them takes in.
    package var paths: [String] {
        guard case .success(let files) = files else { return [] }
        let nodes = files.map { file -> (path: String, nodes: [YAMLNode]) in
            guard case .success(let content) = file.content else { return (file.path, []) }
            return (file.path, content.reading.documents)
        }
        let included = IncludedFiles.paths(nodes)
        return files.map(\.path).filter { !included.contains($0) }
    }
}
