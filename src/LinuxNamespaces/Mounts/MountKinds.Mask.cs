using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>A path whose content is hidden: a file is empty, and so is a directory.</summary>
internal sealed class MaskedPath(string path) : Mount
{
    internal override StepArgument[] Prepare(MountContext context) =>
    [
        context.FileSystems.Open("tmpfs", path, [("source", "tmpfs"), ("mode", "555")], FileSystemMount.Safe | MountFlags.ReadOnly),
        context.OpenTree("/dev/null", recursive: false, MountFlags.None),
    ];

    internal override void Apply(MountContext context, StepArgument[] opened)
    {
        ChildProgram steps = context.Program;
        int end = 0;
        StepArgument found = context.Paths.OpenOr(path, Linux.O_PATH, _ => steps.Jump(steps.AddJump(), end));
        int step = steps.StepCount;
        MountSteps.MoveTree(steps, opened[0], found);
        // A directory cannot be mounted on a file (EINVAL).
        steps.OnError(step, () => MountSteps.MoveTree(steps, opened[1], found));
        context.Paths.Close(found);
        end = steps.StepCount;
        Array.ForEach(opened, context.Paths.Close);
    }
}
