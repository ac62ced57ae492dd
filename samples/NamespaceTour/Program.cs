// The walk through the kinds of namespaces that is usually done with unshare(1): a shell inside, a shell outside, and what each of them
// sees of the other. Root and ordinary users may run it.
using LinuxNamespaces.Samples;

(string Name, string Meaning, Func<Sample, Task> RunAsync)[] scenes =
[
    ("ipc", "A semaphore set that is made outside is not seen inside, and the other way round.", IpcScene.RunAsync),
    ("uts", "A host name that changes inside only.", UtsScene.RunAsync),
    ("user", "Whoever runs this is root inside.", UserScene.RunAsync),
    ("pid", "A process that is the first one inside, and one of many outside.", PidScene.RunAsync),
    ("cgroup", "A control group that is the root inside.", CgroupScene.RunAsync),
    ("mount", "A file system that is there inside only.", MountScene.RunAsync),
    ("net", "Links that are there inside only.", NetworkScene.RunAsync),
    ("time", "A machine that has been up for a day longer.", TimeScene.RunAsync),
];

return await Sample.RunAsync(
    "NamespaceTour",
    "Shows what namespaces of a kind hide, beside the unshare(1) commands; without a kind, all of them.",
    [.. scenes.Select(scene => (scene.Name, scene.Meaning))],
    args,
    async sample =>
    {
        foreach ((string name, string meaning, Func<Sample, Task> runAsync) in scenes.Where(scene => args.Length == 0 || sample.Has(scene.Name)))
        {
            Steps.Title($"{name}: {meaning}");
            await runAsync(sample);
        }
    });
