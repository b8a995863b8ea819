"""A checkout that turned line ends: the plan says so."""


def test_a_checkout_with_crlf(make_project, sandbox):
    project = make_project(sandbox.url)
    project.run("apply", "--yes")
    document = next(path for path in sorted(project.folder.rglob("*.md")) if "knowledge" in path.parts)
    text = document.read_bytes()
    document.write_bytes(text.replace(b"\n", b"\r\n"))
    done = project.run("plan")
    assert "differs from what was applied in line ends only" in done.stdout + done.stderr
    document.write_bytes(text.replace(b"\n", b"\r\n") + b"More.\r\n")
    done = project.run("plan")
    assert "line ends only" not in done.stdout + done.stderr
