using LinuxNamespaces.Compare;

Options options = Options.Parse(args);
List<Subject> subjects = [.. Subject.ReadAll(options.Work).Where(subject => options.Subjects.Length == 0 || options.Subjects.Contains(subject.Name))];
Runner runner = new(subjects, options.Rounds);
Workload[] workloads = [.. Workloads.All.Where(workload => options.Only.Length == 0 || options.Only.Contains(workload.Name))];
foreach (Workload workload in workloads)
{
    await Console.Error.WriteLineAsync(workload.Name);
    await runner.RunAsync(workload);
}

if (options.Json is { } json)
{
    JsonReport.Write(runner.Results, json);
}

if (options.Output is not { } output)
{
    Console.Write(MarkdownReport.Create(runner.Results, options.Rounds, []));
    return;
}

Directory.CreateDirectory(output);
List<string> plots = [];
foreach (Workload workload in workloads.Where(workload => workload.Sizes.Length > 1))
{
    Measurement[] measurements = [.. runner.Results.Workloads.SelectMany(group => group).Where(measurement => measurement.Workload == workload && measurement.Subject != Subject.FloorAgain)];
    if (measurements.Length > 0)
    {
        plots.Add(Path.Combine(output, $"{workload.Name}.svg"));
        File.WriteAllText(plots[^1], Plot.Draw(workload, measurements));
    }
}

JsonReport.Write(runner.Results, Path.Combine(output, "results.json"));
File.WriteAllText(Path.Combine(output, "README.md"), MarkdownReport.Create(runner.Results, options.Rounds, plots));
