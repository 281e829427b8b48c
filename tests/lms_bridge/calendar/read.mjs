// What ical.js reads in the calendar on standard input: a line of JSON for each event.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { default: ICAL } = await import(pathToFileURL(process.argv[2]));
const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone"))
  ICAL.TimezoneService.register(new ICAL.Timezone(zone));
for (const part of calendar.getAllSubcomponents("vevent")) {
  const event = new ICAL.Event(part);
  const moment = (time) => (time.isDate ? time.toString() : time.toJSDate().toISOString());
  console.log(JSON.stringify([
    event.uid, event.sequence, part.getFirstPropertyValue("status"), event.summary, event.location,
    moment(event.startDate), moment(event.endDate), event.startDate.zone?.tzid ?? "",
  ]));
}
