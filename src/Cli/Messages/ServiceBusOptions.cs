using System.CommandLine;
using VideoPipeline.Cli.Shell;

namespace VideoPipeline.Cli.Messages;

internal sealed class ServiceBusOptions
{
    private readonly Option<string> _url = new("--service-bus")
    {
        Description = "The embedded Service Bus",
        HelpName = "URL",
        DefaultValueFactory = _ => "http://127.0.0.1:7073",
    };

    public Option Url => _url;

    public ServiceBusQueue Queue(Session session, ParseResult parse, string path) =>
        new(session.Web, ServiceUrl.Parse(parse.GetRequiredValue(_url), "--service-bus"), path);
}
