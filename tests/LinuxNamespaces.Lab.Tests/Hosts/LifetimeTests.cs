using System.Diagnostics;
using FluentAssertions;
using Xunit;

namespace LinuxNamespaces.Lab.Tests.Hosts;

public sealed class LifetimeTests : LabTest
{
    [Fact]
    public async Task Nothing_is_left_of_a_program_that_is_killed()
    {
        using Process program = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "LinuxNamespaces.Lab.Tests"), [Program.KeepVerb]) { RedirectStandardOutput = true })!;
        string[] facts;
        try
        {
            facts = (await program.StandardOutput.ReadLineAsync(Token))!.Split(' ');
        }
        finally
        {
            program.Kill();
            await program.WaitForExitAsync(Token);
        }

        facts.Should().HaveCount(3, "the program has told the process on the host, and two namespaces");
        await EventuallyAsync(() => !IsAlive(facts[0]));
        // The kernel gives the number of a namespace to another one only after it is gone; who has a process or a descriptor in it would still show it.
        await EventuallyAsync(() => !Keepers().Any(facts[1..].Contains));
    }

    private static bool IsAlive(string id)
    {
        try
        {
            return !File.ReadAllText($"/proc/{id}/stat").Split(") ")[^1].StartsWith('Z');
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The namespaces that processes are in or have open, as far as this user may see.</summary>
    private static IEnumerable<string> Keepers()
    {
        foreach (string process in Directory.GetDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])))
        {
            string[] links;
            try
            {
                links = [process + "/ns/net", .. Directory.GetFiles(process + "/fd")];
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                continue;
            }

            foreach (string link in links)
            {
                string? target = null;
                try
                {
                    target = new FileInfo(link).LinkTarget;
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                }

                if (target is not null)
                {
                    yield return target;
                }
            }
        }
    }

    private static async Task EventuallyAsync(Func<bool> condition)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Stopwatch.GetElapsedTime(start).Should().BeLessThan(TimeSpan.FromSeconds(30));
            await Task.Delay(20, Token);
        }
    }
}
