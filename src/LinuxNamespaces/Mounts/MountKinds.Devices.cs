using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>A minimal /dev.</summary>
internal sealed class DevicesMount(string target) : Mount
{
    private const int MountPointMode = 0x124;

    private static readonly string[] s_devices = ["null", "zero", "full", "random", "urandom", "tty"];
    private static readonly (string Name, string Target)[] s_links =
        [("fd", "/proc/self/fd"), ("stdin", "/proc/self/fd/0"), ("stdout", "/proc/self/fd/1"), ("stderr", "/proc/self/fd/2"), ("ptmx", "pts/ptmx")];

    internal override StepArgument[] Prepare(MountContext context) =>
    [
        context.FileSystems.Open("tmpfs", target, [("source", "tmpfs"), ("mode", "755")], MountFlags.NoSetUserId | MountFlags.NoDevices),
        context.FileSystems.Open("devpts", $"{target}/pts", [("source", "devpts"), ("newinstance", null), ("ptmxmode", "0666"), ("mode", "620")], MountFlags.NoSetUserId | MountFlags.NoExecute),
        context.FileSystems.Open("tmpfs", $"{target}/shm", [("source", "tmpfs"), ("mode", "1777")], MountFlags.NoSetUserId | MountFlags.NoDevices),
        .. s_devices.Select(device => context.OpenTree($"/dev/{device}", recursive: true, MountFlags.None)),
    ];

    internal override void Apply(MountContext context, StepArgument[] opened)
    {
        ChildProgram program = context.Program;
        StepArgument directory = opened[0];
        StepArgument place = context.Files.OpenTarget(target, isFile: false);
        MountSteps.MoveTree(program, directory, place);
        context.Paths.Close(place);
        // The directory is new, so its names are not those of an image.
        for (int i = 0; i < s_devices.Length; i++)
        {
            program.Add(SystemCall.mknodat, directory, program.Text(s_devices[i]), NamedArguments.Mode(Linux.S_IFREG | MountPointMode), 0);
            Attach(opened[i + 3], s_devices[i]);
        }

        foreach ((string name, string link) in s_links)
        {
            program.Add(SystemCall.symlinkat, program.Text(link), directory, program.Text(name));
        }

        program.Add(SystemCall.mkdirat, directory, program.Text("pts"), NamedArguments.Mode(RootedPaths.DirectoryMode));
        Attach(opened[1], "pts");
        program.Add(SystemCall.mkdirat, directory, program.Text("shm"), NamedArguments.Mode(0x1ff));
        Attach(opened[2], "shm");
        context.Paths.Close(directory);

        void Attach(StepArgument tree, string name)
        {
            MountSteps.MoveTree(program, tree, directory, name);
            context.Paths.Close(tree);
        }
    }
}
