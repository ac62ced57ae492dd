using LinuxNamespaces.Child;

namespace LinuxNamespaces;

/// <summary>A directory to be there.</summary>
internal sealed class DirectoryEntry(string path, int mode) : Mount
{
    internal override bool NeedsMountNamespace => false;

    internal override void Apply(MountContext context, StepArgument[] opened) => context.Files.CreateDirectory(path, mode);
}

/// <summary>A symbolic link to be made.</summary>
internal sealed class SymbolicLinkEntry(string path, string target) : Mount
{
    internal override bool NeedsMountNamespace => false;

    internal override void Apply(MountContext context, StepArgument[] opened) => context.Files.CreateLink(target, path);
}

/// <summary>A file to be made.</summary>
internal sealed class FileEntry(string path, ReadOnlyMemory<byte> content, int mode, bool overwrite) : Mount
{
    internal override bool NeedsMountNamespace => false;

    internal override void Apply(MountContext context, StepArgument[] opened) => context.Files.WriteFile(path, content.Span, mode, overwrite);
}

/// <summary>What is written into a file that is there.</summary>
internal sealed class FileWriting(string path, ReadOnlyMemory<byte> content) : Mount
{
    internal override bool NeedsMountNamespace => false;

    internal override void Apply(MountContext context, StepArgument[] opened) => context.Files.WriteInto(path, content.Span);
}

/// <summary>Other permissions.</summary>
internal sealed class PermissionChange(string path, int mode) : Mount
{
    internal override bool NeedsMountNamespace => false;

    internal override void Apply(MountContext context, StepArgument[] opened) => context.Files.ChangePermissions(path, mode);
}
