using System.Buffers;
using System.IO.Pipelines;
using FluentAssertions;
using LinuxNamespaces.Processes;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace LinuxNamespaces.IntegrationTests.Processes;

[Collection("The kernel")]
public sealed class StreamTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_goes_in_comes_out()
    {
        await using NamespaceProcess cat = Run.Start(new("cat") { StandardInput = ProcessStream.Pipe, StandardOutput = ProcessStream.Pipe });
        await cat.StandardInput.WriteAsync("one\ntwo\n", Stop);
        cat.StandardInput.Dispose();
        List<string> lines = await cat.StandardOutput.ReadLinesAsync(Stop).ToListAsync(Stop);
        lines.Should().Equal("one", "two");
        (await cat.WaitForExitAsync(Stop)).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task Pipes_carry_megabytes_both_ways_at_once()
    {
        byte[] sent = new byte[5_000_000];
        new Random(1).NextBytes(sent);
        await using NamespaceProcess cat = Run.Start(new("cat") { StandardInput = ProcessStream.Pipe, StandardOutput = ProcessStream.Pipe });
        Task writing = Task.Run(
            async () =>
            {
                await cat.StandardInput.Writer.WriteAsync(sent, Stop);
                await cat.StandardInput.Writer.CompleteAsync();
            },
            Stop);
        ArrayBufferWriter<byte> received = new();
        while (true)
        {
            ReadResult result = await cat.StandardOutput.Reader.ReadAsync(Stop);
            foreach (ReadOnlyMemory<byte> part in result.Buffer)
            {
                received.Write(part.Span);
            }

            cat.StandardOutput.Reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                break;
            }
        }

        await writing;
        received.WrittenSpan.SequenceEqual(sent).Should().BeTrue();
    }

    [Fact]
    public async Task Standard_error_is_a_stream_of_its_own()
    {
        await using NamespaceProcess shell = Run.Start(new("sh", "-c", "echo out; echo err >&2") { StandardOutput = ProcessStream.Pipe, StandardError = ProcessStream.Pipe });
        (await shell.StandardOutput.ReadToEndAsync(Stop)).Should().Be("out\n");
        (await shell.StandardError.ReadToEndAsync(Stop)).Should().Be("err\n");
    }

    [Fact]
    public async Task Files_are_read_written_and_appended_to()
    {
        string input = Path.GetTempFileName();
        string output = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(input, "content", Stop);
            foreach (bool append in new[] { false, true })
            {
                await using NamespaceProcess cat = Run.Start(new("cat") { StandardInput = ProcessStream.File(input), StandardOutput = ProcessStream.File(output, append) });
                (await cat.WaitForExitAsync(Stop)).Succeeded.Should().BeTrue();
            }

            (await File.ReadAllTextAsync(output, Stop)).Should().Be("contentcontent");
        }
        finally
        {
            File.Delete(input);
            File.Delete(output);
        }
    }

    [Fact]
    public async Task Descriptors_get_the_numbers_that_are_asked_for_and_no_other_is_open()
    {
        using SafeFileHandle null1 = File.OpenHandle("/dev/null");
        using SafeFileHandle zero = File.OpenHandle("/dev/zero");
        // One that is not close-on-exec, as other libraries may leave behind.
        using FileStream leaky = new("/dev/full", FileMode.Open, FileAccess.Read);
        Tool.ClearCloseOnExec(leaky.SafeFileHandle);
        string listing = await Run.OutputAsync(new("ls", "-l", "/proc/self/fd")
        {
            StandardInput = ProcessStream.Null,
            StandardOutput = ProcessStream.Pipe,
            StandardError = ProcessStream.Null,
            Descriptors = { [7] = zero, [3] = null1 },
        });
        // The last but one is the directory that is listed.
        string[] open = [.. listing.Split('\n').Skip(1).Select(line => string.Join(' ', line.Split(' ').SkipWhile(word => !word.Contains(':', StringComparison.Ordinal)).Skip(1)).Split('[')[0])];
        open.Where(line => !line.Contains("/proc/", StringComparison.Ordinal)).Should().Equal("0 -> /dev/null", "1 -> pipe:", "2 -> /dev/null", "3 -> /dev/null", "7 -> /dev/zero");
    }

    [Fact]
    public async Task Nothing_of_the_pool_waits_for_pipes_or_processes()
    {
        const int count = 100;
        List<NamespaceProcess> processes = [.. Enumerable.Range(0, count).Select(_ => Run.Start(new("sleep", "1000") { StandardOutput = ProcessStream.Pipe }))];
        try
        {
            Task[] waiting = [.. processes.SelectMany(process => new Task[] { process.WaitForExitAsync(Stop), process.StandardOutput.ReadToEndAsync(Stop) })];
            await Task.Delay(300, Stop);
            ThreadPool.ThreadCount.Should().BeLessThan(count / 2);
            processes.ForEach(process => process.Kill());
            await Task.WhenAll(waiting);
        }
        finally
        {
            processes.ForEach(process => process.Dispose());
        }
    }

    [Fact]
    public async Task A_pipe_that_nobody_reads_kills_the_writer()
    {
        await using NamespaceProcess yes = Run.Start(new("yes") { StandardOutput = ProcessStream.Pipe });
        yes.StandardOutput.Dispose();
        (await yes.WaitForExitAsync(Stop)).SignalNumber.Should().Be(13, "SIGPIPE is not ignored in a child");
    }

    [Fact]
    public async Task A_stream_can_be_any_handle()
    {
        using SafeFileHandle file = File.OpenHandle("/etc/passwd");
        (await Run.OutputAsync(new("readlink", "/proc/self/fd/0") { StandardInput = ProcessStream.Handle(file), StandardOutput = ProcessStream.Pipe })).Should().Be("/etc/passwd");
        file.IsClosed.Should().BeFalse("it is the caller's");
    }

    [Fact]
    public void A_stream_that_is_no_pipe_says_how_to_make_it_one()
    {
        using NamespaceProcess process = Run.Start(new("true"));
        Action act = () => _ = process.StandardOutput;
        act.Should().Throw<InvalidOperationException>().WithMessage("*ProcessStream.Pipe*");
        process.WaitForExit().Succeeded.Should().BeTrue();
    }

    [Fact]
    public async Task Arguments_and_environment_arrive_as_they_are()
    {
        string output = await Run.OutputAsync(new("sh", "-c", "printf '%s|' \"$0\" \"$@\"; env", "zero", "a b", "", "ü\n'\"")
        {
            ClearEnvironment = true,
            Environment = { ["PATH"] = "/usr/bin:/bin", ["ONE"] = "1=1", ["GONE"] = null },
            StandardOutput = ProcessStream.Pipe,
        });
        output.Should().StartWith("zero|a b||ü\n'\"|").And.Contain("ONE=1=1").And.NotContain("GONE").And.NotContain("HOME");
        (await Run.OutputAsync(new("/bin/sh", "-c", "cat /proc/$$/cmdline") { ArgumentZero = "-login", StandardOutput = ProcessStream.Pipe })).Should().StartWith("-login\0");
    }

    [Fact]
    public async Task A_program_is_executed_by_descriptor()
    {
        using SafeFileHandle program = File.OpenHandle("/bin/echo");
        (await Run.OutputAsync(new("whatever", "by descriptor") { Executable = program, StandardOutput = ProcessStream.Pipe })).Should().Be("by descriptor");
    }
}
