/** The headings of the root help, in the order in which they stand there. */
export const headings = [
  'Basic Commands (Beginner)',
  'Basic Commands (Intermediate)',
  'Deploy Commands',
  'Cluster Management Commands',
  'Troubleshooting and Debugging Commands',
  'Advanced Commands',
  'Settings Commands',
  'Simulation Commands',
  'Other Commands',
] as const

/** What a command stands under that names none is the last of them. */
export type Heading = (typeof headings)[number]
