using System.IO.Pipes;
using System.Runtime.InteropServices;
using FluentAssertions;
using LinuxNamespaces.Processes;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Processes;

/// <summary>The built-in init: how long it stays, what it holds, and what ends with it.</summary>
[Collection("The kernel")]
public sealed class InitTests
{
    // What stays is held by its standard input, a pipe, and tells on its standard output that it is there.
    private const string LeavingOne = "(exec 9<&0; (read line <&9; echo bye) & ) <&0; echo ready; exit 3";

    public InitTests() => Require.UserNamespaces();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Others_go_on_without_the_program_where_the_init_stays(bool stays)
    {
        await using NamespaceProcess process = Run.Start(Shell(LeavingOne, stays));
        (await process.WaitForExitAsync(Stop)).ExitCode.Should().Be(3);
        using StreamReader reader = new(process.StandardOutput.AsStream());
        (await reader.ReadLineAsync(Stop)).Should().Be("ready");
        process.HasExited.Should().BeTrue();
        Directory.Exists($"/proc/{process.Id}").Should().Be(stays);
        if (stays)
        {
            process.WaitForExit().Usage.Should().BeNull("only at its end it is known");
            await process.StandardInput.WriteAsync("\n", Stop);
        }

        (await reader.ReadLineAsync(Stop)).Should().Be(stays ? "bye" : null);
        SpinWait.SpinUntil(() => !Directory.Exists($"/proc/{process.Id}"), TimeSpan.FromSeconds(10)).Should().BeTrue("it is reaped when the last one has ended");
    }

    [Fact]
    public async Task It_has_a_name()
    {
        NamespaceProcessStartInfo info = new("cat", "/proc/1/comm", "/proc/2/comm")
        {
            NewNamespaces = NamespaceTypes.User | NamespaceTypes.Pid | NamespaceTypes.Mount,
            IdMap = IdMap.CurrentUserAsRoot,
            Init = ProcessInit.BuiltIn,
            Mounts = { Mount.Proc("/proc") },
            StandardOutput = ProcessStream.Pipe,
        };
        (await Run.OutputAsync(info)).Should().Be("LinuxNamespaces\ncat");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Disposing_ends_what_is_left(bool waits)
    {
        NamespaceProcess process = Run.Start(Shell(LeavingOne, stays: true));
        if (waits)
        {
            process.WaitForExit().ExitCode.Should().Be(3);
        }

        string directory = $"/proc/{process.Id}";
        using StreamReader reader = new(process.StandardOutput.AsStream());
        (await reader.ReadLineAsync(Stop)).Should().Be("ready");
        if (waits)
        {
            process.Dispose();
        }
        else
        {
            await process.DisposeAsync();
        }

        Directory.Exists(directory).Should().BeFalse();
        process.HasExited.Should().BeTrue();
    }

    [Fact]
    public async Task Killing_the_init_before_the_program_ends_tells_so()
    {
        await using NamespaceProcess process = Run.Start(new("/bin/sleep", "1000")
        {
            NewNamespaces = NamespaceTypes.User | NamespaceTypes.Pid,
            IdMap = IdMap.CurrentUserAsRoot,
            Init = ProcessInit.BuiltIn,
            InitStays = true,
        });
        Task<ExitStatus> waiting = process.WaitForExitAsync(Stop);
        Task<ExitStatus> onThread = Task.Factory.StartNew(process.WaitForExit, Stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        process.HasExited.Should().BeFalse();
        process.Kill().Should().BeTrue();
        (await waiting).SignalNumber.Should().Be(9);
        (await onThread).SignalNumber.Should().Be(9);
    }

    [Fact]
    public async Task Several_who_wait_see_the_end_of_the_program()
    {
        await using NamespaceProcess process = Run.Start(Shell("read line; (sleep 1000 &); exit 5", stays: true));
        Task<ExitStatus>[] waiting =
        [
            .. Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(process.WaitForExit, Stop, TaskCreationOptions.LongRunning, TaskScheduler.Default)),
            process.WaitForExitAsync(Stop), process.WaitForExitAsync(Stop),
        ];
        await Task.Delay(50, Stop);
        await process.StandardInput.WriteAsync("\n", Stop);
        (await Task.WhenAll(waiting)).Should().OnlyContain(status => status.ExitCode == 5);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_a_new_pid_namespace_the_program_ends_with_it(bool asOther)
    {
        await using NamespaceProcess process = Run.Start(new("/bin/sh", "-c", "echo $$; exec sleep 1000")
        {
            NewNamespaces = asOther ? NamespaceTypes.User : NamespaceTypes.None,
            IdMap = asOther ? IdMap.CurrentUserAsRoot : null,
            Init = ProcessInit.BuiltIn,
            StandardOutput = ProcessStream.Pipe,
        });
        using StreamReader reader = new(process.StandardOutput.AsStream());
        int program = int.Parse((await reader.ReadLineAsync(Stop))!, System.Globalization.CultureInfo.InvariantCulture);
        program.Should().NotBe(process.Id);
        process.Kill().Should().BeTrue();
        (await process.WaitForExitAsync(Stop)).SignalNumber.Should().Be(9);
        (await reader.ReadLineAsync(Stop)).Should().BeNull("the pipe is closed when the program has ended");
    }

    [Fact]
    public async Task Without_a_new_pid_namespace_it_passes_signals_and_the_end_on()
    {
        await using NamespaceProcess process = Run.Start(new("/bin/sh", "-c", "trap 'exit 6' TERM; echo; while :; do sleep 0.05; done")
        {
            Init = ProcessInit.BuiltIn,
            StandardOutput = ProcessStream.Pipe,
        });
        await process.StandardOutput.AsStream().ReadExactlyAsync(new byte[1], Stop);
        process.SendSignal(PosixSignal.SIGTERM).Should().BeTrue();
        (await process.WaitForExitAsync(Stop)).ExitCode.Should().Be(6);
    }

    [Theory]
    [InlineData(ProcessInit.BuiltIn)]
    [InlineData(ProcessInit.Program)]
    public async Task What_is_held_is_closed_at_the_end(ProcessInit init)
    {
        using AnonymousPipeServerStream reader = new(PipeDirection.In);
        NamespaceProcessStartInfo info = new("/bin/sh", "-c", "ls -l /proc/self/fd; read line")
        {
            Init = init,
            HeldDescriptors = { reader.ClientSafePipeHandle },
            StandardInput = ProcessStream.Pipe,
            StandardOutput = ProcessStream.Pipe,
        };
        await using NamespaceProcess process = Run.Start(info);
        string pipe = new FileInfo($"/proc/self/fd/{reader.ClientSafePipeHandle.DangerousGetHandle()}").LinkTarget!;
        reader.DisposeLocalCopyOfClientHandle();
        Task<int> end = reader.ReadAsync(new byte[1], Stop).AsTask();
        await Task.Delay(200, Stop);
        end.IsCompleted.Should().BeFalse();
        await process.StandardInput.WriteAsync("\n", Stop);
        (await end).Should().Be(0);
        string descriptors = await process.StandardOutput.ReadToEndAsync(Stop);
        descriptors.Contains(pipe, StringComparison.Ordinal).Should().Be(init == ProcessInit.Program, descriptors);
    }

    [Fact]
    public void What_a_terminal_sends_reaches_the_program_once()
    {
        // It sends to the group that the program is in.
        using NamespaceProcess process = Run.Start(new("/bin/sh", "-c", "echo $$; exec sleep 1000")
        {
            Init = ProcessInit.BuiltIn,
            StandardOutput = ProcessStream.Pipe,
        });
        using StreamReader reader = new(process.StandardOutput.AsStream());
        int program = int.Parse(reader.ReadLine()!, System.Globalization.CultureInfo.InvariantCulture);
        Group(program).Should().Be(Group(Environment.ProcessId));
        Group(process.Id).Should().Be(process.Id);

        static int Group(int processId) => int.Parse(Tool.Run("ps", "-o", "pgid=", "-p", $"{processId}"), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static NamespaceProcessStartInfo Shell(string script, bool stays) => new("/bin/sh", "-c", script)
    {
        NewNamespaces = NamespaceTypes.User | NamespaceTypes.Pid,
        IdMap = IdMap.CurrentUserAsRoot,
        Init = ProcessInit.BuiltIn,
        InitStays = stays,
        StandardInput = ProcessStream.Pipe,
        StandardOutput = ProcessStream.Pipe,
    };
}
