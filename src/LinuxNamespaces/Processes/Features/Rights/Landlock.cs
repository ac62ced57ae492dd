using System.Runtime.InteropServices;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces.Processes;

/// <summary>The files and TCP ports that the process may use; linux/landlock.h, landlock(7).</summary>
internal sealed class Landlock(SetupContext context) : ProcessFeature(context)
{
    private const ulong LANDLOCK_ACCESS_FS_EXECUTE = 0x1;
    private const ulong LANDLOCK_ACCESS_FS_READ_FILE = 0x4;
    private const ulong LANDLOCK_ACCESS_FS_READ_DIR = 0x8;
    private const ulong LANDLOCK_ACCESS_NET_BIND_TCP = 1;
    private const ulong LANDLOCK_ACCESS_NET_CONNECT_TCP = 2;

    private static readonly StepArgument s_pathBeneath = StepArgument.Named(1, "LANDLOCK_RULE_PATH_BENEATH");
    private static readonly StepArgument s_netPort = StepArgument.Named(2, "LANDLOCK_RULE_NET_PORT");

    // EXECUTE, WRITE_FILE, READ_FILE, TRUNCATE, IOCTL_DEV: the others are refused for what is no directory.
    private const ulong OfFiles = 0xc007;

    internal override void CheckSupport()
    {
        if (Info.Landlock is { } rules)
        {
            LandlockSupport.Require(LandlockSupport.Version, network: rules.TcpBind is not null || rules.TcpConnect is not null);
        }
    }

    internal override void CheckRights()
    {
        if (Info.Landlock is not null && NoNewPrivileges.MayNotFilter(Context))
        {
            throw Refuse(nameof(Info.Landlock), null, "Without CAP_SYS_ADMIN it needs NoNewPrivileges.");
        }
    }

    internal void Compile()
    {
        if (Info.Landlock is not { } rules)
        {
            return;
        }

        int version = LandlockSupport.Version;
        ulong known = LandlockSupport.FileAccess(version);
        ulong network = (rules.TcpBind is null ? 0 : LANDLOCK_ACCESS_NET_BIND_TCP) | (rules.TcpConnect is null ? 0 : LANDLOCK_ACCESS_NET_CONNECT_TCP);
        LandlockSupport.Require(version, network != 0);
        bool files = rules.Read is not null || rules.Write is not null || rules.Execute is not null;
        ulong[] attributes = [files ? known : 0, network];
        StepArgument ruleset = Program.AddSlot("ruleset");
        int size = network == 0 ? sizeof(ulong) : 2 * sizeof(ulong);
        Program.AddSaving(ruleset, SystemCall.landlock_create_ruleset, Program.Bytes(MemoryMarshal.AsBytes<ulong>(attributes), $"{{{(files ? "files" : "no files")}, {(network == 0 ? "no TCP" : "TCP")}}}"), size, 0);
        const ulong read = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
        AllowPaths(ruleset, rules.Read, read, "{read}");
        AllowPaths(ruleset, rules.Execute, read | LANDLOCK_ACCESS_FS_EXECUTE, "{read, execute}");
        AllowPaths(ruleset, rules.Write, known & ~LANDLOCK_ACCESS_FS_EXECUTE, "{read, write}");
        AllowPorts(ruleset, rules.TcpBind, LANDLOCK_ACCESS_NET_BIND_TCP);
        AllowPorts(ruleset, rules.TcpConnect, LANDLOCK_ACCESS_NET_CONNECT_TCP);
        Program.Add(SystemCall.landlock_restrict_self, ruleset, 0);
    }

    private void AllowPaths(StepArgument ruleset, IReadOnlyList<string>? paths, ulong access, string name)
    {
        foreach (string path in paths ?? [])
        {
            // The structure of the rule is two slots: the rights and, packed behind them, the descriptor.
            StepArgument all = Program.AddSlot(name, (long)access);
            Mount.CheckPath(path, nameof(paths));
            StepArgument file = Context.IsConfined ? RootedPaths.OpenWithoutMagic(Program, path, Linux.O_PATH) : Context.Open(path, path, Linux.O_PATH);
            Program.Add(StepFlags.IgnoreError, SystemCall.landlock_add_rule, ruleset, s_pathBeneath, all.Address(), 0);
            StepArgument less = Program.AddSlot($"{name} of a file", (long)(access & OfFiles));
            StepArgument same = Program.AddSlot(path);
            Program.AddSaving(same, SystemCall.fcntl, file, NamedArguments.F_DUPFD_CLOEXEC, 0);
            // What is no directory is refused the first time, and what is one loses nothing here.
            Program.Add(SystemCall.landlock_add_rule, ruleset, s_pathBeneath, less.Address(), 0);
        }
    }

    private void AllowPorts(StepArgument ruleset, IReadOnlyList<ushort>? ports, ulong access)
    {
        foreach (ushort port in ports ?? [])
        {
            ulong[] rule = [access, port];
            Program.Add(SystemCall.landlock_add_rule, ruleset, s_netPort, Program.Bytes(MemoryMarshal.AsBytes<ulong>(rule), $"{{port {port}}}"), 0);
        }
    }
}
