using VideoPipeline.Cli;
using VideoPipeline.Cli.Shell;
using VideoPipeline.Cli.Up;

// Not a command for people: the copy of this program that outlives a killed `up` or `demo` and cleans up after it.
if (args is [ProcessGuard.Verb])
{
    return ProcessGuard.Watch(Console.In);
}

using var interruption = new Interruption();
return await CommandTree.RunAsync(args, Surroundings.OfProcess(), interruption.Token);
