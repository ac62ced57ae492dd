using LinuxNamespaces.Processes;

namespace LinuxNamespaces.IntegrationTests.Processes;

/// <summary>A shell under a root directory of its own, with the programs of the machine.</summary>
internal static class Sandbox
{
    internal static NamespaceProcessStartInfo Shell(string script, ProcessRoot root, params Mount[] mounts)
    {
        NamespaceProcessStartInfo info = new("/usr/bin/sh", "-c", $"{script}\ntrue")
        {
            NewNamespaces = Run.Own,
            IdMap = IdMap.CurrentUserAsRoot,
            Root = root,
            StandardOutput = ProcessStream.Pipe,
            Environment = { ["LC_ALL"] = "C", ["PATH"] = "/usr/bin:/usr/sbin" },
            Mounts = { Mount.Bind("/usr", "/usr", readOnly: true), Mount.SymbolicLink("/lib", "usr/lib"), Mount.SymbolicLink("/lib64", "usr/lib64") },
        };
        Array.ForEach(mounts, info.Mounts.Add);
        return info;
    }

    internal static Task<string> RunAsync(string script, params Mount[] mounts) => RunAsync(script, ProcessRoot.Empty, mounts);

    internal static Task<string> RunAsync(string script, ProcessRoot root, params Mount[] mounts) => Run.OutputAsync(Shell(script, root, mounts));
}
