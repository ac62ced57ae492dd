using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using LinuxNamespaces.Child;
using LinuxNamespaces.Interop;
using LinuxNamespaces.TestTools;
using Processor = System.Runtime.InteropServices.Architecture;

namespace LinuxNamespaces.Tests.Child;

/// <summary>An architecture that the code of the child is for: its tools, and how its programs run on this machine.</summary>
internal sealed class Target
{
    internal const string X64 = "x64";
    internal const string Arm64 = "arm64";

    // A table that goes wrong may go round for ever.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    // About four seconds in all, as each waits twice as long as the one before.
    private const int MaxAttempts = 12;

    private readonly string _triplet;
    private readonly string _emulator;

    private Target(Processor architecture, string triplet, string emulator)
    {
        Architecture = architecture;
        bool isNative = RuntimeInformation.ProcessArchitecture == architecture;
        _triplet = isNative ? string.Empty : triplet;
        _emulator = isNative ? string.Empty : emulator;
    }

    internal static string TestDirectory => Path.Combine(Repository(), "tests/LinuxNamespaces.Tests/Child");

    internal Processor Architecture { get; }

    internal string SourceFile => Path.Combine(Repository(), "src/LinuxNamespaces/Child/Code", $"{(Architecture == Processor.Arm64 ? Arm64 : X64)}.S");

    internal ReadOnlySpan<byte> Code => ChildCode.For(Architecture);

    /// <summary>The emulator knows neither clone3 nor vfork's sharing of memory.</summary>
    internal bool IsEmulated => _emulator.Length > 0;

    internal static Target Of(string architecture) => architecture == Arm64
        ? new(Processor.Arm64, "aarch64-linux-gnu-", "qemu-aarch64")
        : new(Processor.X64, "x86_64-linux-gnu-", "qemu-x86_64");

    /// <summary>A system call with its number on this architecture, whatever the tests run on.</summary>
    internal SystemCall Call(SystemCall call)
    {
        int number = Architecture == Processor.Arm64 ? call.Arm64 : call.X64;
        return new SystemCall(call.Name, number, number);
    }

    /// <summary>Skips the test if this machine cannot run programs for this architecture.</summary>
    /// <remarks>For property tests: the library that calls them takes a skip inside for a failure.</remarks>
    internal void RequireExecution()
    {
        if (IsEmulated)
        {
            InstalledPrograms.Require(_emulator);
        }
    }

    /// <summary>Runs a tool of the toolchain: as, objcopy, gcc. Without it the test is skipped.</summary>
    internal string Tool(string name, params string[] arguments) => Run(InstalledPrograms.Require(_triplet + name), arguments).CheckedOutput();

    /// <summary>Runs a tool that knows all architectures.</summary>
    internal static string AnyTool(string name, params string[] arguments) => Run(InstalledPrograms.Require(name), arguments).CheckedOutput();

    /// <summary>Runs a program for this architecture.</summary>
    internal Outcome Execute(string program, params string[] arguments) =>
        IsEmulated ? Run(InstalledPrograms.Require(_emulator), [program, .. arguments]) : Run(program, arguments);

    /// <summary>Runs a table as a program of its own.</summary>
    internal Outcome Execute(ChildProgram program, ReadOnlySpan<long> slots)
    {
        (byte[] text, byte[] data) = LauncherImage.Build(program, slots, Architecture);
        using Scratch scratch = new();
        string path = scratch.Write("image", [.. text, .. new byte[LauncherImage.DataOffset - text.Length], .. data]);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return Execute(path);
    }

    private static Outcome Run(string program, string[] arguments)
    {
        using Process process = Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true });
        process.StandardInput.Close();
        using CancellationTokenSource limit = new(s_limit);
        using CancellationTokenRegistration kill = limit.Token.Register(() => process.Kill());
        using MemoryStream output = new();
        using MemoryStream error = new();
        Task errorRead = process.StandardError.BaseStream.CopyToAsync(error);
        process.StandardOutput.BaseStream.CopyTo(output);
        errorRead.Wait();
        process.WaitForExit();
        return new Outcome(program, process.ExitCode, output.ToArray(), error.ToArray());
    }

    // A program that has just been written is busy until the processes that other threads were starting meanwhile, which have copies of
    // our descriptors, execute programs of their own.
    private static Process Start(ProcessStartInfo info)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return Process.Start(info)!;
            }
            catch (Win32Exception e) when (e.NativeErrorCode == Errno.ETXTBSY.Value && attempt < MaxAttempts)
            {
                Thread.Sleep(1 << attempt);
            }
        }
    }

    private static string Repository()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "LinuxNamespaces.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("The tests run outside of the repository.");
    }
}
