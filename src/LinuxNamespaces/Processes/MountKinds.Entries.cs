using LinuxNamespaces.Child;

namespace LinuxNamespaces.Processes;

/// <summary>A directory to be there.</summary>
internal sealed class DirectoryEntry(string path, int mode) : Mount
{
    internal override bool NeedsMountNamespace => false;

    internal override void Apply(ProcessSetup setup, StepArgument[] opened) => setup.CreateDirectory(path, mode);
}

/// <summary>A symbolic link to be made.</summary>
internal sealed class SymbolicLinkEntry(string path, string target) : Mount
{
    internal override bool NeedsMountNamespace => false;

    internal override void Apply(ProcessSetup setup, StepArgument[] opened) => setup.MakeLink(target, path);
}

/// <summary>A file to be made.</summary>
internal sealed class FileEntry(string path, ReadOnlyMemory<byte> content, int mode) : Mount
{
    internal override bool NeedsMountNamespace => false;

    internal override void Apply(ProcessSetup setup, StepArgument[] opened) => setup.WriteFile(path, content.Span, mode);
}
